//! What a url names, and the store that it is in.

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use object_store::{
    ObjectStore, aws::AmazonS3Builder, azure::MicrosoftAzureBuilder,
    gcp::GoogleCloudStorageBuilder, path::Path as Key,
};
use tokio::runtime::{Builder, Runtime};

use super::reason::reason;

/// Requests run on two threads of their own.
static RUNTIME: LazyLock<io::Result<Runtime>> =
    LazyLock::new(|| Builder::new_multi_thread().worker_threads(2).enable_all().build());

/// Stores that were opened, which keep their connections, by scheme and bucket.
static STORES: Mutex<BTreeMap<(String, String), Arc<dyn ObjectStore>>> =
    Mutex::new(BTreeMap::new());

/// An object's place, or a folder's.
#[derive(Clone)]
pub(super) struct Place {
    pub(super) store: Arc<dyn ObjectStore>,
    /// The name within the bucket; empty for the bucket itself.
    pub(super) key: Key,
    /// The scheme and the bucket: `s3://bucket/`.
    bucket: String,
}

impl Place {
    /// Takes a url apart and opens its store; nothing is asked of it yet.
    pub(super) fn find(url: &Path) -> io::Result<Place> {
        let url = url.to_str().ok_or_else(|| invalid("not UTF-8"))?;
        let (scheme, rest) = url.split_once("://").ok_or_else(|| invalid("not a url"))?;
        let (bucket, name) = rest.split_once('/').unwrap_or((rest, ""));
        if bucket.is_empty() {
            return Err(invalid("names no bucket; write s3://BUCKET/NAME"));
        }
        if name.starts_with('/') {
            return Err(invalid("has an empty part; write one `/` between two names"));
        }
        let key = Key::parse(name).map_err(|error| reason(&error.into()))?;
        let store = open(scheme, bucket).map_err(|error| reason(&error))?;
        Ok(Place { store, key, bucket: format!("{scheme}://{bucket}/") })
    }

    /// The url of an object in the same bucket.
    pub(super) fn url_of(&self, name: &str) -> PathBuf {
        format!("{}{name}", self.bucket).into()
    }
}

fn open(scheme: &str, bucket: &str) -> object_store::Result<Arc<dyn ObjectStore>> {
    let mut stores = STORES.lock().unwrap_or_else(PoisonError::into_inner);
    let at = (scheme.to_owned(), bucket.to_owned());
    if let Some(store) = stores.get(&at) {
        return Ok(store.clone());
    }
    let store: Arc<dyn ObjectStore> = match scheme {
        "gs" => Arc::new(GoogleCloudStorageBuilder::from_env().with_bucket_name(bucket).build()?),
        "az" => Arc::new(MicrosoftAzureBuilder::from_env().with_container_name(bucket).build()?),
        _ => Arc::new(AmazonS3Builder::from_env().with_bucket_name(bucket).build()?),
    };
    stores.insert(at, store.clone());
    Ok(store)
}

/// Waits for what a store answers.
pub(super) fn wait<T>(asked: impl Future<Output = T>) -> io::Result<T> {
    Ok(runtime()?.block_on(asked))
}

pub(super) fn runtime() -> io::Result<&'static Runtime> {
    RUNTIME.as_ref().map_err(|error| io::Error::new(error.kind(), error.to_string()))
}

fn invalid(reason: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, reason)
}
