//! What is looked at before a parser or decoder sees a text.
//!
//! The YAML parser's scanner takes quadratic time on deeply opened flow collections (`{a: {a: …`): 64 KB of them
//! take two seconds. Counting brackets is naive (it counts those in strings too) but linear; the most that a
//! real rule has open is 69.

use rule::Span;

use crate::text_file::TextFile;
use crate::{Problem, ProblemCode};

/// How many `[` and `{` may be open at once.
const MAX_OPEN: usize = 512;
/// How many rules one file may hold.
const MAX_RULES: usize = 500;

/// Refuses a text that would keep the parser busy.
pub(crate) fn check(file: &TextFile) -> Result<(), Problem> {
    let mut open = 0usize;
    for (at, byte) in file.text.bytes().enumerate() {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        if open > MAX_OPEN {
            let message = format!("more than {MAX_OPEN} brackets are open at once");
            let problem = Problem::error(&file.path, message).of(ProblemCode::UnreadableFile);
            return Err(problem.at(file, Span::new(at, at + 1)));
        }
    }
    Ok(())
}

/// Refuses a file that holds more rules than anyone writes into one: each is compared with all others.
pub(crate) fn check_rules(file: &TextFile, rules: usize) -> Result<(), Problem> {
    if rules <= MAX_RULES {
        return Ok(());
    }
    let message = format!("the file holds {rules} rules, and {MAX_RULES} are the most that are read");
    let problem = Problem::error(&file.path, message).of(ProblemCode::UnreadableFile);
    Err(problem.with_help(Some("write them into several files")))
}

#[cfg(test)]
mod tests {
    use super::{MAX_OPEN, check};
    use crate::text_file::TextFile;

    fn is_fine(text: String) -> bool {
        check(&TextFile::new("a.yml", text)).is_ok()
    }

    #[test]
    fn brackets_are_counted_while_they_are_open() {
        assert!(is_fine("[]{}".repeat(10_000)));
        assert!(is_fine("[".repeat(MAX_OPEN)));
        assert!(!is_fine("{a: ".repeat(MAX_OPEN + 1)));
    }
}
