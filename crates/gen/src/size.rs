//! How large a site may get.

use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};

/// The most that GitHub Pages publishes
/// (<https://docs.github.com/en/pages/getting-started-with-github-pages/github-pages-limits>).
pub(crate) const PAGES_LIMIT: &str = "1 GB";

/// Units, each a thousand of the one before.
const UNITS: &[&str] = &["B", "KB", "MB", "GB", "TB"];

/// A number of bytes, read from and shown as `750 MB`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Size(pub(crate) u64);

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
        let unit = text.get(digits.len()..).unwrap_or_default().trim();
        let unit = if unit.is_empty() { "B" } else { unit };
        let power = UNITS.iter().position(|it| it.eq_ignore_ascii_case(unit));
        let bytes = power
            .zip(digits.parse::<u64>().ok())
            .and_then(|(power, number)| number.checked_mul(1000u64.checked_pow(u32::try_from(power).ok()?)?));
        bytes.map(Size).ok_or_else(|| "write it like 750 MB".to_owned())
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mut number, mut unit) = (self.0, 0);
        while number >= 10_000 && unit + 1 < UNITS.len() {
            (number, unit) = (number / 1000, unit + 1);
        }
        while unit > 0 && number % 1000 == 0 && unit + 1 < UNITS.len() {
            (number, unit) = (number / 1000, unit + 1);
        }
        write!(f, "{number} {}", UNITS[unit])
    }
}

/// Counts what a site comes to while it is rendered.
#[derive(Debug, Default)]
pub(crate) struct Weight(AtomicU64);

impl Weight {
    /// Adds a file.
    pub(crate) fn add(&self, bytes: usize) {
        self.0.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// What is wrong if it is more than this.
    pub(crate) fn past(&self, most: Size) -> Option<String> {
        let size = Size(self.0.load(Ordering::Relaxed));
        (size > most).then(|| {
            format!(
                "nothing was written: the site has {size}, more than {most}; leave out sources, give some \
                 `publish = \"logic\"`, or raise --max-size (GitHub Pages publishes {PAGES_LIMIT} at most)"
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Size;

    #[test]
    fn sizes_read_as_they_are_shown() {
        for (text, bytes) in [
            ("1 GB", 1_000_000_000),
            ("750 MB", 750_000_000),
            ("100KB", 100_000),
            ("12", 12),
        ] {
            assert_eq!(text.parse(), Ok(Size(bytes)), "{text}");
        }
        assert_eq!(Size(1_000_000_000).to_string(), "1 GB");
        assert_eq!(Size(100_000).to_string(), "100 KB");
        assert_eq!(Size(412_345_678).to_string(), "412 MB");
        for text in ["", "much", "-1 GB", "1 XB", "99999999 TB", "1.5 GB"] {
            assert!(text.parse::<Size>().is_err(), "{text}");
        }
    }
}
