//! Where the folder's own repository lives on the web, for links to its rules.

use std::fs;
use std::path::Path;

/// The web address of the repository that a folder is the top of, as git's configuration names it.
pub(super) fn repository(folder: &Path) -> Option<String> {
    let text = fs::read_to_string(folder.join(".git/config")).ok()?;
    let (_, section) = text.split_once("[remote \"origin\"]")?;
    let section = section.split("\n[").next()?;
    let url = section
        .lines()
        .find_map(|line| line.trim().strip_prefix("url")?.trim().strip_prefix('='))?;
    web_address(url.trim())
}

/// `https://…` as it is; `git@host:owner/name.git` and `ssh://git@host/owner/name` as the page that shows it.
fn web_address(url: &str) -> Option<String> {
    let url = url.strip_suffix(".git").unwrap_or(url);
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '/');
    let rest = url
        .strip_prefix("https://")
        .map(str::to_owned)
        .or_else(|| url.strip_prefix("ssh://git@").map(str::to_owned))
        .or_else(|| url.strip_prefix("git@").map(|rest| rest.replacen(':', "/", 1)))?;
    (rest.contains('/') && rest.chars().all(plain)).then(|| format!("https://{rest}"))
}

#[cfg(test)]
mod tests {
    use super::web_address;

    #[test]
    fn addresses_of_remotes_become_pages() {
        let page = Some("https://example.org/we/rules".to_owned());
        for url in [
            "https://example.org/we/rules.git",
            "git@example.org:we/rules.git",
            "ssh://git@example.org/we/rules",
        ] {
            assert_eq!(web_address(url), page, "{url}");
        }
        for url in [
            "/srv/rules",
            "https://me:token@example.org/x",
            "https://example.org/x\" y",
            "file:///srv/x",
        ] {
            assert_eq!(web_address(url), None, "{url}");
        }
    }
}
