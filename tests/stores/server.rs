//! A store like S3 on this machine, asked without the library that the project asks it with, and a way
//! to it that can be cut.

use std::{
    fmt::Write as _,
    io::{self, BufRead, BufReader, Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc, LazyLock,
        atomic::{AtomicI64, Ordering},
    },
    thread,
};

/// Runs as long as this process.
pub(crate) struct Server {
    pub(crate) port: u16,
    _process: Child,
}

static SERVER: LazyLock<Option<Server>> = LazyLock::new(|| Server::start(&[]));

/// The store that the tests share, if there can be one here.
pub(crate) fn server() -> Option<&'static Server> {
    if SERVER.is_none() {
        // Not a macro, whose words cargo hides from who reads a test that passes.
        let said =
            b"\nSKIPPED: no store here; `pip install 'moto[server]'`, or `cargo xtask test`\n";
        io::stderr().write_all(said).unwrap();
    }
    SERVER.as_ref()
}

impl Server {
    /// Starts a store with these variables of the environment. `MOTO_PYTHON` is a Python that has moto, and
    /// must have it.
    pub(crate) fn start(environment: &[(&str, &str)]) -> Option<Server> {
        let python = std::env::var_os("MOTO_PYTHON");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stores/server.py");
        let mut command = Command::new(python.clone().unwrap_or_else(|| "python3".into()));
        command.arg(script).envs(environment.iter().copied());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().ok()?;
        let mut port = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut port).unwrap();
        let port = port.trim().parse().ok();
        assert!(port.is_some() || python.is_none(), "MOTO_PYTHON cannot start moto's server");
        Some(Server { port: port?, _process: process })
    }

    /// What is answered, without its head; the status must be one of success.
    pub(crate) fn ask(&self, method: &str, path: &str, body: &[u8]) -> Vec<u8> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let length = body.len();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {length}\r\n\
             Authorization: AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request, \
             SignedHeaders=host, Signature=none\r\nConnection: close\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body).unwrap();
        let mut answer = vec![];
        stream.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4;
        let said = String::from_utf8_lossy(&answer[..end]).into_owned();
        assert!(said.starts_with("HTTP/1.1 20"), "{method} {path}: {said}");
        answer.split_off(end)
    }

    /// Makes a bucket.
    pub(crate) fn bucket(&self, name: &str) {
        self.ask("PUT", &format!("/{name}"), b"");
    }

    /// Makes an object, whatever its name is.
    pub(crate) fn put(&self, bucket: &str, name: &str, bytes: &[u8]) {
        self.ask("PUT", &format!("/{bucket}/{}", escaped(name)), bytes);
    }

    pub(crate) fn get(&self, bucket: &str, name: &str) -> Vec<u8> {
        self.ask("GET", &format!("/{bucket}/{}", escaped(name)), b"")
    }

    /// The names of the objects of a bucket that begin so.
    pub(crate) fn names(&self, bucket: &str, prefix: &str) -> Vec<String> {
        let path = format!("/{bucket}?list-type=2&max-keys=1000&prefix={}", escaped(prefix));
        let answer = String::from_utf8(self.ask("GET", &path, b"")).unwrap();
        tags(&answer, "Key")
    }

    /// Uploads in parts that were neither completed nor aborted.
    pub(crate) fn uploads(&self, bucket: &str) -> usize {
        let answer = self.ask("GET", &format!("/{bucket}?uploads"), b"");
        tags(&String::from_utf8(answer).unwrap(), "UploadId").len()
    }

    /// The parts that an object was sent in: its tag ends in their number, if there were several.
    pub(crate) fn parts(&self, bucket: &str, name: &str) -> usize {
        let answer = self.ask("GET", &format!("/{bucket}?list-type=2&prefix={name}"), b"");
        let tag = tags(&String::from_utf8(answer).unwrap(), "ETag").remove(0);
        let tag = tag.replace("&quot;", "").replace('"', "");
        tag.split_once('-').map_or(1, |(_, parts)| parts.parse().unwrap())
    }

    /// A port that leads to this store until so many bytes came from it; then nobody is there.
    pub(crate) fn cut_after(&self, bytes: i64) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (port, store) = (listener.local_addr().unwrap().port(), self.port);
        let left = Arc::new(AtomicI64::new(bytes));
        thread::spawn(move || {
            for client in listener.incoming() {
                if left.load(Ordering::Relaxed) <= 0 {
                    return;
                }
                let (client, left) = (client.unwrap(), left.clone());
                let store = TcpStream::connect(("127.0.0.1", store)).unwrap();
                let (from, to) = (client.try_clone().unwrap(), store.try_clone().unwrap());
                thread::spawn(move || pass(from, to, &AtomicI64::new(i64::MAX)));
                thread::spawn(move || pass(store, client, &left));
            }
        });
        port
    }
}

/// Passes bytes on until none are left that may pass.
fn pass(mut from: TcpStream, mut to: TcpStream, left: &AtomicI64) {
    let mut buffer = vec![0; 64 << 10];
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        if left.fetch_sub(read as i64, Ordering::Relaxed) < read as i64
            || to.write_all(&buffer[..read]).is_err()
        {
            break;
        }
    }
    from.shutdown(Shutdown::Both).ok();
    to.shutdown(Shutdown::Both).ok();
}

fn escaped(name: &str) -> String {
    let mut escaped = String::new();
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => {
                escaped.push(byte.into());
            }
            _ => write!(escaped, "%{byte:02X}").unwrap(),
        }
    }
    escaped
}

fn tags(xml: &str, name: &str) -> Vec<String> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let found = xml.split(&open).skip(1).filter_map(|rest| rest.split_once(&close));
    found.map(|(text, _)| text.to_owned()).collect()
}
