//! Pages of their own: one file with style, script and data in it, which needs no network.
//!
//! What a page shows is made by the script, of text and never of markup, so a document can do no
//! harm. The data cannot end the element that it is in: every `<` is escaped.

use serde::Serialize;

const PAGE: &str = include_str!("html/page.html");
const STYLE: &str = include_str!("html/style.css");
const COMMON: &str = include_str!("html/common.js");
const EXPLORE: &str = include_str!("html/explore.js");

/// What a page is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One run.
    Report,
    /// What differs between two.
    Comparison,
}

impl Kind {
    fn title(self) -> &'static str {
        match self {
            Kind::Report => "jernih report",
            Kind::Comparison => "jernih comparison",
        }
    }

    fn body(self) -> &'static str {
        match self {
            Kind::Report => include_str!("html/report.html"),
            Kind::Comparison => include_str!("html/compare.html"),
        }
    }

    fn script(self) -> &'static str {
        match self {
            Kind::Report => include_str!("html/report.js"),
            Kind::Comparison => include_str!("html/compare.js"),
        }
    }
}

/// The page with this data.
pub fn page(kind: Kind, data: &impl Serialize) -> String {
    let data = serde_json::to_string(data).expect("strings and numbers cannot fail");
    let data = data.replace('<', r"\u003c");
    let (title, body, script) = (kind.title(), kind.body(), kind.script());
    let parts: &[&[&str]] = &[&[title], &[STYLE], &[body], &[&data], &[COMMON, EXPLORE, script]];
    let mut page = String::with_capacity(PAGE.len() + STYLE.len() + data.len() + 40_000);
    let mut frame = PAGE.split("{{}}");
    page += frame.next().unwrap_or_default();
    for (part, rest) in parts.iter().zip(frame) {
        page.extend(part.iter().copied());
        page += rest;
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_does_not_end_its_element() {
        let page = page(Kind::Report, &"</script><script>alert(1)</script><!--{{}}");
        assert!(!page.contains("alert(1)</script>"));
        assert!(page.contains(r"\u003c/script>\u003cscript>alert(1)\u003c/script>\u003c!--{{}}"));
        assert_eq!(page.matches("<script").count(), 2);
    }
}
