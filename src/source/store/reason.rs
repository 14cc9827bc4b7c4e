//! What a store says, in short, with what can be done about it.

use std::{
    error::Error as _,
    io::{self, ErrorKind},
};

use object_store::Error;

/// What stands in an answer or an error, and what to do then. The first that fits counts.
const MENDS: &[(&[&str], &str)] = &[
    (
        &["NoSuchBucket", "ContainerNotFound", "specified bucket does not exist"],
        "there is no such bucket; make it, or check its name and the endpoint in the environment",
    ),
    (
        // Where a machine in the cloud asks for its keys.
        &["169.254.169.254", "metadata.google.internal", "metadata/identity"],
        "no keys for the store in the environment, such as AWS_ACCESS_KEY_ID and \
         AWS_SECRET_ACCESS_KEY; set them, or AWS_SKIP_SIGNATURE=true if all may read it",
    ),
    (
        &["PermanentRedirect", "redirect without LOCATION", "AuthorizationHeaderMalformed"],
        "the bucket is in another region; set AWS_REGION",
    ),
    (&["Account must be specified"], "no account; set AZURE_STORAGE_ACCOUNT_NAME"),
    (
        &["URL scheme is not allowed", "BadScheme"],
        "the endpoint is http; set AWS_ALLOW_HTTP=true to allow it",
    ),
];

/// The error of a store as a person reads it behind the url.
pub(super) fn reason(error: &Error) -> io::Error {
    let whole = chain(error);
    if let Some((_, mend)) = MENDS.iter().find(|(signs, _)| has(&whole, signs)) {
        return io::Error::other(*mend);
    }
    let (kind, reason) = match error {
        Error::NotFound { .. } => return missing(),
        Error::Precondition { .. } => return changed(),
        Error::PermissionDenied { .. } | Error::Unauthenticated { .. } => (
            ErrorKind::PermissionDenied,
            format!(
                "the store refuses: {}; check the keys in the environment",
                answer(error, &whole)
            ),
        ),
        Error::InvalidPath { source } => (
            ErrorKind::InvalidInput,
            format!("{source}, as no file is called; give that object another name"),
        ),
        _ if has(&whole, &["onnect", "timed out", "dns error"]) => (
            ErrorKind::NotConnected,
            format!(
                "the store cannot be reached: {}; check the network and the endpoint in the \
                 environment, then start again",
                innermost(error)
            ),
        ),
        _ => (ErrorKind::Other, answer(error, &whole)),
    };
    io::Error::new(kind, reason)
}

pub(super) fn missing() -> io::Error {
    io::Error::new(ErrorKind::NotFound, "no such object")
}

pub(super) fn changed() -> io::Error {
    io::Error::other("was changed while it was read; start again")
}

fn has(text: &str, signs: &[&str]) -> bool {
    signs.iter().any(|sign| text.contains(sign))
}

/// The error and what caused it.
fn chain(error: &Error) -> String {
    let mut whole = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        whole += &format!("\n{inner}");
        cause = inner.source();
    }
    whole
}

fn innermost(error: &Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

/// What the store's answer says, if it is XML, or else the last cause.
fn answer(error: &Error, whole: &str) -> String {
    let tag = |name: &str| {
        let (_, rest) = whole.split_once(&format!("<{name}>"))?;
        rest.split_once(&format!("</{name}>")).map(|(text, _)| text.trim())
    };
    match (tag("Code"), tag("Message")) {
        (Some(code), Some(message)) => format!("{code}, {}", message.trim_end_matches('.')),
        (Some(code), None) => code.into(),
        _ => innermost(error),
    }
}
