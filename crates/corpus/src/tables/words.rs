//! `words/<list>.tsv`: lists of words that tell platforms, contexts and classes apart.

use rule::knowledge::Word;

use super::Reader;

/// Reads all lists; within one, earlier rows come first.
pub(super) fn read(reader: &mut Reader<'_>) -> Vec<Word> {
    let mut found = Vec::new();
    for list in reader.names("words") {
        let path = format!("words/{list}.tsv");
        reader.rows(&path, ["word", "means"], |[word, means]| {
            if word.is_empty() {
                return Err("a row needs a word".to_owned());
            }
            found.push(Word {
                list: list.clone(),
                word: word.to_owned(),
                means: means.to_owned(),
            });
            Ok(())
        });
    }
    found
}
