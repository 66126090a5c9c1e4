//! Where the values of a rule file stand, for those that are more than a text.

use rule::Span;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The file's tables with the place of every value.
pub(super) struct Places<'a>(DeTable<'a>);

impl<'a> Places<'a> {
    /// Reads a file that was read before.
    pub(super) fn of(text: &'a str) -> Self {
        Places(DeTable::parse(text).map(Spanned::into_inner).unwrap_or_default())
    }

    /// A value of `[rule]`, by the keys that lead to it; a number is a place in a list.
    pub(super) fn get(&self, path: &[&str]) -> Option<&Spanned<DeValue<'a>>> {
        let (first, rest) = path.split_first()?;
        let rule = self.0.get("rule")?.get_ref().as_table()?;
        rest.iter()
            .try_fold(rule.get(*first)?, |value, key| match value.get_ref() {
                DeValue::Array(items) => items.get(key.parse::<usize>().ok()?),
                DeValue::Table(entries) => entries.get(*key),
                _ => None,
            })
    }

    /// Where such a value stands.
    pub(super) fn span(&self, path: &[&str]) -> Span {
        self.get(path).map_or(Span::NONE, span)
    }

    /// The tables of `[[rule.filters]]`.
    pub(super) fn filters(&self) -> impl Iterator<Item = &DeTable<'a>> {
        let filters = self.get(&["filters"]).and_then(|it| it.get_ref().as_array());
        filters
            .into_iter()
            .flatten()
            .filter_map(|it| it.get_ref().as_table())
    }
}

/// A value's place, quotes and all.
pub(super) fn span(value: &Spanned<DeValue<'_>>) -> Span {
    Span::new(value.span().start, value.span().end)
}

#[cfg(test)]
mod tests {
    use super::Places;

    #[test]
    fn values_are_found_by_their_keys() {
        let text = "[rule]\n[[rule.a]]\nb = [1, 'x']\n";
        let places = Places::of(text);
        assert_eq!(places.span(&["a", "0", "b", "1"]).text(text), Some("'x'"));
        assert!(places.span(&["a", "1"]).is_none());
        assert!(places.span(&["a", "0", "b", "1", "c"]).is_none());
    }
}
