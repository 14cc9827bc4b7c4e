//! Seven-bit charsets that shift between ASCII and a set of two bytes a character: ISO-2022-KR
//! (RFC 1557) and HZ (RFC 1843). encoding_rs refuses both, for reasons that matter to a browser.
//!
//! With the high bit set, the shifted bytes are EUC-KR and GBK; that is all that is done here.
//! ISO-2022-JP is encoding_rs's.

use encoding_rs::{EUC_KR, Encoding, GBK};
use memchr::memmem;

/// One such charset.
#[derive(Debug, PartialEq)]
pub struct Shifted {
    pub(super) name: &'static str,
    /// Stands once before the first shift.
    header: &'static [u8],
    on: &'static [u8],
    off: &'static [u8],
    /// Sequences outside of shifts, and what they stand for.
    escapes: &'static [(&'static [u8], &'static [u8])],
    /// The set with the high bit set.
    set: &'static Encoding,
}

pub(super) static ISO_2022_KR: Shifted = Shifted {
    name: "ISO-2022-KR",
    header: b"\x1B$)C",
    on: b"\x0E",
    off: b"\x0F",
    escapes: &[(b"\x1B$)C", b"")],
    set: EUC_KR,
};

pub(super) static HZ: Shifted = Shifted {
    name: "HZ-GB-2312",
    header: b"",
    on: b"~{",
    off: b"~}",
    escapes: &[(b"~~", b"~"), (b"~\n", b"")],
    set: GBK,
};

impl Shifted {
    /// The charset that the shifts of a seven-bit text belong to, if what is in them is text.
    pub(super) fn of(bytes: &[u8]) -> Option<&'static Shifted> {
        let is_seven_bit = |shifted: &&Shifted| {
            let key = if shifted.header.is_empty() { shifted.on } else { shifted.header };
            memmem::find(bytes, key).is_some() && bytes.is_ascii()
        };
        [&ISO_2022_KR, &HZ].into_iter().filter(is_seven_bit).find(|shifted| {
            let (text, malformed) = shifted.decode(bytes);
            !malformed && !text.is_ascii()
        })
    }

    /// The text, and whether a shift holds anything but characters of the set.
    pub(super) fn decode(&self, bytes: &[u8]) -> (String, bool) {
        let (mut high, mut rest, mut shifted, mut odd) = (vec![], bytes, false, false);
        while let [first, after @ ..] = rest {
            if let Some(next) = rest.strip_prefix(if shifted { self.off } else { self.on }) {
                (rest, shifted) = (next, !shifted);
                continue;
            }
            let escape = self.escapes.iter().find(|(from, _)| rest.starts_with(from));
            if let Some((from, to)) = escape.filter(|_| !shifted) {
                high.extend_from_slice(to);
                rest = &rest[from.len()..];
                continue;
            }
            // A shift may not go on beyond its line, and there is no space in it.
            odd |= shifted && !first.is_ascii_graphic();
            shifted &= *first != b'\n';
            high.push(first | if shifted { 0x80 } else { 0 });
            rest = after;
        }
        let (text, malformed) = self.set.decode_without_bom_handling(&high);
        (text.into_owned(), malformed || odd || shifted)
    }

    pub(super) fn encode(&self, text: &str) -> Vec<u8> {
        let (mut out, mut shifted) = (self.header.to_vec(), false);
        for byte in self.set.encode(text).0.iter() {
            if shifted == byte.is_ascii() {
                out.extend_from_slice(if shifted { self.off } else { self.on });
                shifted = !shifted;
            }
            out.push(byte & 0x7F);
        }
        if shifted {
            out.extend_from_slice(self.off);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for (shifted, text) in [
            (&ISO_2022_KR, "시장에서 쌀값이 올랐다.\nHarga naik 5%.\n"),
            (&HZ, "市场上的米价上涨了。\nHarga naik.\n"),
        ] {
            let bytes = shifted.encode(text);
            assert_eq!(shifted.decode(&bytes), (text.into(), false));
            assert_eq!(Shifted::of(&bytes), Some(shifted));
        }
    }

    #[test]
    fn a_tilde_and_a_brace_are_no_shift() {
        for ascii in ["a ~{b} c", "~{not a shift~}", "ls ~{a,b}", "~{ab", "plain"] {
            assert_eq!(Shifted::of(ascii.as_bytes()), None, "{ascii}");
        }
    }
}
