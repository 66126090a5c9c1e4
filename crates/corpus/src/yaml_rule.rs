//! What all vendors that write YAML share: from a file to the vendor's raw structure.

use std::fmt;

use serde::de::{DeserializeOwned, Deserializer, MapAccess, Visitor};
use serde_yaml::{Mapping, Value};

use crate::text_file::TextFile;
use crate::{Problem, fence};

/// A raw structure and what was odd about its file.
#[derive(Debug)]
pub(crate) struct Parsed<T> {
    /// The structure.
    pub(crate) raw: T,
    /// A remark, if any.
    pub(crate) problems: Vec<Problem>,
}

/// Parses a file of one document. Of a repeated key the last counts, as it does for the vendors' own tools.
pub(crate) fn parse<T: DeserializeOwned>(file: &TextFile) -> Result<Parsed<T>, Problem> {
    fence::check(file)?;
    match serde_yaml::from_str(&file.text) {
        Ok(raw) => Ok(Parsed {
            raw,
            problems: Vec::new(),
        }),
        Err(error) if error.to_string().starts_with("duplicate field") => parse_repeated(file, &error),
        Err(error) => Err(problem(file, "not a rule", &error)),
    }
}

fn parse_repeated<T: DeserializeOwned>(
    file: &TextFile,
    repeated: &serde_yaml::Error,
) -> Result<Parsed<T>, Problem> {
    let refused = |error| problem(file, "not a rule", &error);
    let mapping = serde_yaml::Deserializer::from_str(&file.text)
        .deserialize_map(LastWins)
        .map_err(refused)?;
    let raw = serde_yaml::from_value(Value::Mapping(mapping)).map_err(refused)?;
    let mut remark = problem(file, "the last of several counts", repeated);
    remark.level = rule::Level::Warning;
    Ok(Parsed {
        raw,
        problems: vec![remark],
    })
}

fn problem(file: &TextFile, what: &str, error: &serde_yaml::Error) -> Problem {
    let problem = Problem::error(&file.path, format!("{what}: {error}"));
    match error.location() {
        Some(place) => {
            let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            problem.at_line(&file.text, narrow(place.line()), narrow(place.column()))
        }
        None => problem,
    }
}

/// A mapping in which a key may be repeated.
struct LastWins;

impl<'de> Visitor<'de> for LastWins {
    type Value = Mapping;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a mapping")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Mapping, A::Error> {
        let mut mapping = Mapping::new();
        while let Some((key, value)) = entries.next_entry::<Value, Value>()? {
            mapping.insert(key, value);
        }
        Ok(mapping)
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::{Parsed, parse};
    use crate::text_file::TextFile;

    #[derive(Debug, Deserialize)]
    struct Raw {
        name: String,
    }

    fn read(text: &str) -> Result<Parsed<Raw>, String> {
        let file = TextFile::new("a.yml", text);
        parse(&file).map_err(|problem| format!("{}:{} {}", problem.line, problem.column, problem.message))
    }

    #[test]
    fn of_a_repeated_key_the_last_counts_and_that_is_said() {
        let parsed = read("name: a\nb: 1\nname: c\n").expect("readable");
        assert_eq!((parsed.raw.name.as_str(), parsed.problems.len()), ("c", 1));
    }

    #[test]
    fn what_is_no_rule_is_refused_at_its_place() {
        let refusal = read("a: 1\nb: [\n").expect_err("not YAML");
        assert!(refusal.starts_with("3:1 not a rule"), "{refusal}");
        assert!(read("&a [*a, *a]").is_err());
        assert!(read("").is_err());
    }
}
