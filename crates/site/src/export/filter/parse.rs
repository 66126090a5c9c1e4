//! Reading a filter.

use rule::{SeverityLevel, TechniqueId};

use super::key::{KEYS, Key, Kind};
use super::{Filter, FilterError, Op, Term};

/// Operators, longer ones before those they start with.
const OPS: &[(&str, Op)] = &[
    ("!=", Op::IsNot),
    ("!~", Op::HasNot),
    (">=", Op::AtLeast),
    ("<=", Op::AtMost),
    ("=", Op::Is),
    ("~", Op::Has),
    (">", Op::Above),
    ("<", Op::Below),
];

pub(super) fn filter(text: &str) -> Result<Filter, FilterError> {
    let mut reader = Reader { text, at: 0 };
    let mut terms = Vec::new();
    while reader.skip_blanks() {
        terms.push(reader.term()?);
    }
    let written = text.trim().to_owned();
    Ok(Filter { written, terms })
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Whether anything is left.
    fn skip_blanks(&mut self) -> bool {
        self.at = self.text.len() - self.rest().trim_start().len();
        !self.rest().is_empty()
    }

    fn wrong(&self, at: usize, message: impl Into<String>, help: impl Into<String>) -> FilterError {
        let before = self.text.get(..at).unwrap_or(self.text);
        FilterError {
            written: self.text.to_owned(),
            column: before.chars().count() + 1,
            message: message.into(),
            help: help.into(),
        }
    }

    fn term(&mut self) -> Result<Term, FilterError> {
        let start = self.at;
        let rest = self.rest();
        let length = rest
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .unwrap_or(rest.len());
        let name = &rest[..length];
        let key = Key::find(name).ok_or_else(|| {
            let names: Vec<&str> = KEYS.iter().map(|key| key.name).collect();
            let message = format!("rules cannot be chosen by {name:?}");
            self.wrong(start, message, format!("choose by {}", names.join(", ")))
        })?;
        self.at += length;
        let op = self.operator(key)?;
        let mut values = vec![self.value(key)?];
        while self.rest().starts_with(',') {
            self.at += 1;
            values.push(self.value(key)?);
        }
        Ok(Term { key, op, values })
    }

    fn operator(&mut self, key: &Key) -> Result<Op, FilterError> {
        let found = OPS.iter().find(|(sign, _)| self.rest().starts_with(sign));
        let Some((sign, op)) = found else {
            let help = format!("write {}=… without blanks around the sign", key.name);
            return Err(self.wrong(self.at, "=, !=, ~, !~, >=, >, <= or < is missing", help));
        };
        let is_ordering = matches!(op, Op::AtLeast | Op::Above | Op::AtMost | Op::Below);
        if is_ordering && !key.kind.is_ordered() {
            let message = format!("{} has no order", key.name);
            return Err(self.wrong(self.at, message, "compare it with =, !=, ~ or !~"));
        }
        self.at += sign.len();
        Ok(*op)
    }

    fn value(&mut self, key: &Key) -> Result<String, FilterError> {
        let start = self.at;
        let value = match self.rest().strip_prefix('"') {
            Some(_) => self.quoted()?,
            None => {
                let rest = self.rest();
                let end = rest
                    .find(|c: char| c.is_whitespace() || c == ',')
                    .unwrap_or(rest.len());
                self.at += end;
                rest[..end].to_owned()
            }
        };
        if value.is_empty() {
            return Err(self.wrong(
                start,
                "a value is missing",
                "write it after the sign, in quotes if it has blanks or commas",
            ));
        }
        checked(key, &value)
            .map_err(|help| self.wrong(start, format!("{value:?} is no {}", key.name), help))?;
        Ok(value.to_lowercase())
    }

    fn quoted(&mut self) -> Result<String, FilterError> {
        let start = self.at;
        let mut value = String::new();
        let mut chars = self.rest().char_indices().skip(1);
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    self.at += at + 1;
                    return Ok(value);
                }
                '\\' => value.extend(chars.next().map(|(_, c)| c)),
                c => value.push(c),
            }
        }
        Err(self.wrong(start, "the quote is not closed", "end it with \""))
    }
}

/// Values with a form of their own; the error says which.
fn checked(key: &Key, value: &str) -> Result<(), String> {
    let fits = match key.kind {
        Kind::Text => true,
        Kind::Technique => TechniqueId::parse(value).is_some(),
        Kind::Severity => SeverityLevel::from_word(value).is_some(),
        Kind::Date => value.bytes().all(|b| b.is_ascii_digit() || b == b'-'),
        Kind::Truth => matches!(value, "true" | "false"),
    };
    let form = match key.kind {
        Kind::Technique => "write it as T1204 or T1204.002",
        Kind::Date => "write it as 2024-05-31, or its beginning",
        _ => key.about,
    };
    if fits { Ok(()) } else { Err(form.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::super::Filter;

    fn error(text: &str) -> String {
        Filter::parse(text).expect_err("a mistake").to_string()
    }

    #[test]
    fn mistakes_are_pointed_at() {
        assert_eq!(
            error("vendor=sigma severty=high")
                .lines()
                .take(3)
                .collect::<Vec<_>>()
                .join("\n")
                .split(" choose")
                .next(),
            Some(
                "column 14 of the filter: rules cannot be chosen by \"severty\"\n  vendor=sigma severty=high\n               ^"
            )
        );
        for (text, message) in [
            ("vendor sigma", "column 7 of the filter: =, !=, ~"),
            ("vendor>=sigma", "column 7 of the filter: vendor has no order"),
            ("severity>=hi", "column 11 of the filter: \"hi\" is no severity"),
            ("technique=TA0001", "column 11"),
            ("title=\"a", "column 7 of the filter: the quote is not closed"),
            ("vendor=", "column 8 of the filter: a value is missing"),
            ("live=yes", "true, or false"),
            ("modified>2024-May", "2024-05-31"),
        ] {
            assert!(error(text).contains(message), "{text}: {}", error(text));
        }
    }

    #[test]
    fn blanks_and_commas_may_be_quoted() {
        let filter = Filter::parse("  title~\"a, \\\"b\\\"\",c  vendor=x ").expect("a filter");
        assert_eq!(filter.terms.len(), 2);
        assert_eq!(filter.terms[0].values, ["a, \"b\"", "c"]);
        assert!(Filter::parse(" ").expect("a filter").is_empty());
    }
}
