//! Where a page lives.

use std::fmt;

/// The longest part of a route, in bytes.
const MAX_PART: usize = 81;
/// The most parts a route may have.
const MAX_PARTS: usize = 5;

/// A file of the site, relative to its root: `techniques/T1204/index.html`.
///
/// Only letters, digits, `.`, `_` and `-`, no part that starts with a dot: whatever a rule says about itself,
/// its page stays inside the output folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Route(String);

impl Route {
    /// A file by its path, or `None` when the path is not fit to be written.
    pub fn file(path: &str) -> Option<Route> {
        let parts: Vec<&str> = path.split('/').collect();
        let fits = |part: &&str| {
            let plain = part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'));
            plain && part.len() <= MAX_PART && part.starts_with(|c: char| c.is_ascii_alphanumeric())
        };
        (parts.len() <= MAX_PARTS && parts.iter().all(fits)).then(|| Route(path.to_owned()))
    }

    /// A page that is addressed as a folder: `techniques/T1204/` is `techniques/T1204/index.html`.
    pub fn page(path: &str) -> Option<Route> {
        Route::file(&format!("{path}index.html"))
    }

    /// The file's path.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address without `index.html`.
    pub fn address(&self) -> &str {
        self.0.strip_suffix("index.html").unwrap_or(&self.0)
    }

    /// The way back to the site's root: `../` once for every folder; `./` at the root.
    pub fn to_root(&self) -> String {
        match self.0.matches('/').count() {
            0 => "./".to_owned(),
            n => "../".repeat(n),
        }
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Route;

    #[test]
    fn hostile_names_make_no_route() {
        for path in [
            "../x",
            "a/../b",
            "/etc/passwd",
            "a//b",
            "",
            ".git/x",
            "a b",
            "c:\\x",
            "a\0",
            "a/b/c/d/e/f",
            "é",
        ] {
            assert_eq!(Route::file(path), None, "{path:?}");
        }
        assert_eq!(Route::file(&"a".repeat(300)), None);
    }

    #[test]
    fn a_page_knows_its_way_home() {
        let route = Route::page("techniques/T1204.002/").expect("a fit path");
        assert_eq!(
            (route.as_str(), route.address()),
            ("techniques/T1204.002/index.html", "techniques/T1204.002/")
        );
        assert_eq!(route.to_root(), "../../");
        assert_eq!(Route::page("").expect("the home page").to_root(), "./");
    }
}
