//! Words, and the shards they are in.

use std::collections::BTreeSet;

/// Shorter words are not looked up.
const MIN_CHARS: usize = 2;
/// Longer words are cut: nobody types more, and encoded payloads would fill the index.
const MAX_CHARS: usize = 24;
/// The most words that one text gives.
const MAX_WORDS: usize = 24;

/// The words of a text, lower case, each once. The page's script splits what is typed in the same way.
pub(super) fn words(text: &str) -> BTreeSet<String> {
    text.to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().nth(MIN_CHARS - 1).is_some())
        .take(MAX_WORDS)
        .map(|word| word.chars().take(MAX_CHARS).collect())
        .collect()
}

/// The shard of a word: its first two characters, if they can be part of a file's name.
pub(super) fn shard(word: &str) -> String {
    let head: String = word.chars().take(2).collect();
    if head.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        head
    } else {
        "__".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::{shard, words};

    #[test]
    fn values_fall_into_words() {
        let found: Vec<String> = words("\\PowerShell.exe -enc a").into_iter().collect();
        assert_eq!(found, ["enc", "exe", "powershell"]);
        assert_eq!(
            (shard("powershell"), shard("émile")),
            ("po".to_owned(), "__".to_owned())
        );
    }
}
