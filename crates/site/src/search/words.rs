//! Words, and the shards they are in.

use std::collections::BTreeSet;

/// Shorter words are not looked up.
const MIN_CHARS: usize = 2;
/// Longer words are cut: nobody types more, and encoded payloads would fill the index.
pub(super) const MAX_CHARS: usize = 24;
/// The most words that one text gives.
const MAX_WORDS: usize = 24;

/// The words of a text, lower case, each once. The page's script splits what is typed in the same way.
pub(super) fn words(text: &str) -> BTreeSet<String> {
    words_of(text).take(MAX_WORDS).map(head).collect()
}

/// The words of a text as they stand there, one after the other.
pub(super) fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().nth(MIN_CHARS - 1).is_some())
}

/// A word as it is looked up: lower case, and no longer than anybody types.
pub(super) fn head(word: &str) -> String {
    if word.is_ascii() {
        return word[..word.len().min(MAX_CHARS)].to_ascii_lowercase();
    }
    let lower = word.chars().flat_map(char::to_lowercase);
    lower.take(MAX_CHARS).collect()
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

/// The shard that words share which begin like this one's and are too few for a shard of their own.
pub(super) fn rest(shard: &str) -> String {
    let first: String = shard.chars().take(1).collect();
    first + "_"
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
