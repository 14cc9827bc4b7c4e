//! How much of a page is left.

use serde::Serialize;

/// Bytes of a page that may still be filled.
#[derive(Clone, Copy, Debug)]
pub struct Room(usize);

impl Room {
    /// So many bytes.
    pub fn new(bytes: usize) -> Room {
        Room(bytes)
    }

    /// Takes the room that `value` needs in a page; false if there is not as much.
    pub fn take(&mut self, value: &impl Serialize) -> bool {
        let json = serde_json::to_vec(value).unwrap_or_default();
        // As the page writes it, with a comma.
        let escapes = json.iter().filter(|byte| **byte == b'<').count() * r"\u003c".len();
        let needs = json.len() + escapes + 1;
        let fits = needs <= self.0;
        if fits {
            self.0 -= needs;
        }
        fits
    }
}
