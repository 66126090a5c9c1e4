//! Small pieces of text that pages show with care.

use serde::{Serialize, Serializer};

use crate::escape;

/// Values are shown up to this many bytes; the whole value is in the data files.
pub(crate) const MAX_VALUE: usize = 8 * 1024;

/// Values above so many bytes are long: regular expressions of a screen or more.
const LONG: usize = 700;

/// A value with significant blanks made visible.
///
/// `lead` and `trail` count the blanks at either end; `text` is what stands between them. Templates see it as the
/// finished element: pages set up to ten thousand values, and taking each apart there was a fifth of a page's time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Value {
    pub(crate) lead: String,
    pub(crate) text: String,
    pub(crate) trail: String,
    /// What a reader has to be told: that nothing stands here, or not all.
    pub(crate) remark: &'static str,
    /// Whether it scrolls in a box of its own, rather than push away what follows.
    pub(crate) long: bool,
}

impl Value {
    pub(crate) fn new(value: &str) -> Self {
        let mut end = value.len().min(MAX_VALUE);
        while !value.is_char_boundary(end) {
            end -= 1;
        }
        let shown = &value[..end];
        let text = shown.trim_matches(' ');
        let lead = shown.len() - shown.trim_start_matches(' ').len();
        let trail = if text.is_empty() {
            0
        } else {
            shown.len() - shown.trim_end_matches(' ').len()
        };
        Value {
            lead: "␣".repeat(lead),
            text: text.to_owned(),
            trail: "␣".repeat(trail),
            remark: match end {
                0 => "empty",
                end if end < value.len() => " … cut",
                _ => "",
            },
            long: end > LONG,
        }
    }

    /// It as an element; every text in it passes `escape`.
    pub(crate) fn html(&self) -> String {
        let mut out = String::with_capacity(self.text.len() + 16);
        self.put(&mut out);
        out
    }

    /// Appends it as an element.
    pub(crate) fn put(&self, out: &mut String) {
        let blank = |blanks: &str, out: &mut String| {
            if !blanks.is_empty() {
                *out += "<span class=\"blank\">";
                *out += blanks;
                *out += "</span>";
            }
        };
        *out += if self.long {
            "<code class=\"long\" tabindex=\"0\" role=\"group\" aria-label=\"Long value\">"
        } else {
            "<code>"
        };
        blank(&self.lead, out);
        escape::put(&self.text, out);
        blank(&self.trail, out);
        blank(self.remark, out);
        *out += "</code>";
    }

    /// In place of a value, for operators that compare with none.
    pub(crate) fn none() -> Self {
        Value {
            remark: "",
            ..Value::new("")
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        tera::Value::safe_string(&self.html()).serialize(serializer)
    }
}

/// An http(s) address fit for a link, or `None`.
pub(crate) fn web_address(text: &str) -> Option<&str> {
    let text = text.trim();
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let plain = host
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'_'));
    let printable = text
        .chars()
        .all(|c| !c.is_control() && !c.is_whitespace() && c != '\\');
    (!host.is_empty() && host.starts_with(|c: char| c.is_ascii_alphanumeric()) && plain && printable)
        .then_some(text)
}

#[cfg(test)]
mod tests {
    use super::{Value, web_address};

    #[test]
    fn blanks_at_the_ends_are_seen() {
        let value = Value::new("  -enc ");
        assert_eq!(
            (value.lead.as_str(), value.text.as_str(), value.trail.as_str()),
            ("␣␣", "-enc", "␣")
        );
        assert_eq!(Value::new("  ").lead, "␣␣");
        assert_eq!((Value::new("").remark, Value::none().remark), ("empty", ""));
    }

    #[test]
    fn only_plain_web_addresses_are_linked() {
        for good in [
            "https://example.org/a?b=c#d",
            "http://example.org:8080",
            " https://e.org ",
        ] {
            assert!(web_address(good).is_some(), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            "https://",
            "https://user@evil",
            "//e.org",
            "https:/e.org",
            "https://e\u{202e}.org",
            "https://e.org/a b",
            "data:text/html,x",
            "https://\\evil",
            "ftp://e.org",
        ] {
            assert_eq!(web_address(bad), None, "{bad}");
        }
    }
}
