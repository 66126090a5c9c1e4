//! The search index: small files that a page loads as letters are typed, from a server or from a folder.
//!
//! | file | what | when |
//! |---|---|---|
//! | `names.js` | techniques, tactics, fields, events, vendors, pages | once |
//! | `v-xy.js` | values by their words that start with `xy` | a word a file |
//! | `q-xy.js` | rules by the words of their titles and queries that start with `xy` | a word a file |
//! | `r-0.js` | titles and addresses of 256 rules | when one of them is shown |

mod names;
mod rules;
mod texts;
mod values;
mod words;

use crate::book::Book;
use crate::twins::script;

/// All files of the index as JSON, by name.
pub(crate) struct Index {
    files: Vec<(String, Vec<u8>)>,
}

impl Index {
    pub(crate) fn new(book: &Book<'_>) -> Self {
        let (values, texts) = rayon::join(|| values::shards(book), || texts::shards(book));
        let keys = |shards: &[(String, Vec<u8>)]| shards.iter().map(|(key, _)| key.clone()).collect();
        let names = names::file(book, [keys(&values), keys(&texts)]);
        let named = |kind: &'static str| move |(key, bytes)| (format!("{kind}-{key}"), bytes);
        let mut files = vec![("names".to_owned(), names)];
        files.extend(values.into_iter().map(named("v")));
        files.extend(texts.into_iter().map(named("q")));
        files.extend(rules::chunks(book));
        Index { files }
    }

    /// Paths below the site's root, with what goes there.
    pub(crate) fn files(self) -> impl Iterator<Item = (String, Vec<u8>)> {
        let file = |(name, json): (String, Vec<u8>)| {
            let path = format!("search/{name}");
            let bytes = script(&path, &json);
            (path + ".js", bytes)
        };
        self.files.into_iter().map(file)
    }
}

/// A file's bytes; strings, numbers and lists of them always serialise.
fn json(value: &impl serde::Serialize) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}
