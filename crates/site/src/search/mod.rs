//! The search index: small files that a page fetches as letters are typed.
//!
//! | file | what | when |
//! |---|---|---|
//! | `names.json` | techniques, tactics, fields, events, vendors, pages | once |
//! | `t-xy.json` | rules by the words of their titles that start with `xy` | a word a file |
//! | `v-xy.json` | values by their words that start with `xy` | a word a file |
//! | `r-0.json` | titles and addresses of 256 rules | when a value is opened |

mod names;
mod rules;
mod values;
mod words;

use crate::book::Book;

/// All files of the index, by name.
pub(crate) struct Index {
    files: Vec<(String, Vec<u8>)>,
}

impl Index {
    pub(crate) fn new(book: &Book<'_>) -> Self {
        let titles = rules::title_shards(book);
        let values = values::shards(book);
        let keys = |shards: &[(String, Vec<u8>)]| shards.iter().map(|(key, _)| key.clone()).collect();
        let names = names::file(book, keys(&titles), keys(&values));
        let named = |kind: &'static str| move |(key, bytes)| (format!("{kind}-{key}.json"), bytes);
        let mut files = vec![("names.json".to_owned(), names)];
        files.extend(titles.into_iter().map(named("t")));
        files.extend(values.into_iter().map(named("v")));
        files.extend(rules::chunks(book));
        Index { files }
    }

    pub(crate) fn files(self) -> Vec<(String, Vec<u8>)> {
        self.files
    }
}

/// A file's bytes; strings, numbers and lists of them always serialise.
fn json(value: &impl serde::Serialize) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}
