//! Values that authors write in more than one way: a string or a list of strings, a number or its text.
//!
//! A field that holds something else than its manual says must not cost the rule, so these never fail.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// One text; a list is joined with `, `, null is empty.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(words(deserializer)?.join(", "))
}

/// Any number of texts; a single one is a list of one, null is none.
pub(crate) fn words<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    Ok(Words::deserialize(deserializer)?.0)
}

/// How many items a list has; anything but a list has none.
pub(crate) fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<usize, D::Error> {
    Ok(Count::deserialize(deserializer)?.0)
}

/// A list without the items that are not what they should be; anything but a list is empty.
pub(crate) fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let items = maybe::<D, Vec<Item<T>>>(deserializer)?.unwrap_or_default();
    Ok(items.into_iter().filter_map(Item::right).collect())
}

/// A structure, or none if something else stands there.
pub(crate) fn maybe<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Ok(Item::deserialize(deserializer)?.right())
}

/// What it should be, or anything else.
#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Item<T> {
    Right(T),
    Odd(IgnoredAny),
}

impl<T> Item<T> {
    fn right(self) -> Option<T> {
        match self {
            Item::Right(value) => Some(value),
            Item::Odd(IgnoredAny) => None,
        }
    }
}

/// Any number of texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Words(pub(crate) Vec<String>);

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WordsVisitor)
    }
}

struct WordsVisitor;

impl WordsVisitor {
    fn one<E>(text: impl Into<String>) -> Result<Words, E> {
        Ok(Words(vec![text.into()]))
    }
}

impl<'de> Visitor<'de> for WordsVisitor {
    type Value = Words;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or a list of texts")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Words, E> {
        WordsVisitor::one(value.to_string())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Words, E> {
        WordsVisitor::one(value.to_string())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Words, E> {
        WordsVisitor::one(value.to_string())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Words, E> {
        WordsVisitor::one(value.to_string())
    }

    fn visit_str<E>(self, value: &str) -> Result<Words, E> {
        WordsVisitor::one(value)
    }

    fn visit_unit<E>(self) -> Result<Words, E> {
        Ok(Words::default())
    }

    fn visit_none<E>(self) -> Result<Words, E> {
        Ok(Words::default())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Words, D::Error> {
        Words::deserialize(deserializer)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Words, D::Error> {
        Words::deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Words, A::Error> {
        let mut words = Vec::new();
        while let Some(Words(item)) = items.next_element()? {
            words.extend(item);
        }
        Ok(Words(words))
    }

    /// A mapping among texts (`- Schema: DNS`) reads as `Schema: DNS`.
    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Words, A::Error> {
        let mut words = Vec::new();
        while let Some((Words(key), Words(value))) = entries.next_entry()? {
            words.push(format!("{}: {}", key.join(", "), value.join(", ")));
        }
        Ok(Words(words))
    }
}

struct Count(usize);

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(CountVisitor)
    }
}

struct CountVisitor;

impl<'de> Visitor<'de> for CountVisitor {
    type Value = Count;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Count, A::Error> {
        let mut count = 0;
        while items.next_element::<IgnoredAny>()?.is_some() {
            count += 1;
        }
        Ok(Count(count))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Count, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Count(0))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Count, E> {
        Ok(Count(0))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Count, E> {
        Ok(Count(0))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Count, E> {
        Ok(Count(0))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Count, E> {
        Ok(Count(0))
    }

    fn visit_str<E>(self, _: &str) -> Result<Count, E> {
        Ok(Count(0))
    }

    fn visit_unit<E>(self) -> Result<Count, E> {
        Ok(Count(0))
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    #[derive(Deserialize)]
    struct Raw {
        #[serde(default, deserialize_with = "super::words")]
        words: Vec<String>,
        #[serde(default, deserialize_with = "super::text")]
        text: String,
        #[serde(default, deserialize_with = "super::count")]
        tests: usize,
        #[serde(default, deserialize_with = "super::list")]
        list: Vec<Inner>,
        #[serde(default, deserialize_with = "super::maybe")]
        maybe: Option<Inner>,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    struct Inner {
        a: u8,
    }

    fn read(yaml: &str) -> Raw {
        serde_yaml::from_str(yaml).expect("valid YAML")
    }

    #[test]
    fn lists_numbers_mappings_and_nothing_are_texts() {
        assert_eq!(read("words: T1219").words, ["T1219"]);
        assert_eq!(
            read("words: [a, 5, true, ~, {Schema: DNS}]").words,
            ["a", "5", "true", "Schema: DNS"]
        );
        assert!(read("words:").words.is_empty());
        assert_eq!(read("text: 00000429").text, "00000429");
        assert_eq!(read("text: 2021-10-12").text, "2021-10-12");
    }

    #[test]
    fn counting_ignores_what_is_counted() {
        assert_eq!(read("tests: [{a: 1}, {b: [2]}]").tests, 2);
        assert_eq!(read("tests: none").tests, 0);
    }

    #[test]
    fn odd_items_cost_nothing_but_themselves() {
        assert_eq!(
            read("list: [{a: 1}, x, {b: 2}, {a: 3}]").list,
            [Inner { a: 1 }, Inner { a: 3 }]
        );
        assert!(read("list: x").list.is_empty());
        assert!(read("list:").list.is_empty());
        assert_eq!(read("maybe: x").maybe, None);
        assert_eq!(read("maybe: {a: 1}").maybe, Some(Inner { a: 1 }));
    }
}
