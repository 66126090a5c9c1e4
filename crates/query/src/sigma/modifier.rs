//! What stands behind the `|` of a key
//! (<https://sigmahq.io/sigma-specification/specification/sigma-appendix-modifiers.html>, version 2.1).

use rule::Operator;

/// How the values of an item are to be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    /// Strings with wildcards.
    #[default]
    Text,
    /// `re`: regular expressions.
    Regex,
    /// `cidr`: networks.
    Network,
    /// `fieldref`: names of other fields.
    Field,
    /// `exists`: a boolean.
    Exists,
    /// `lt`, `lte`, `gt`, `gte`: numbers.
    Number(Operator),
    /// `expand`: placeholders.
    Placeholder,
}

/// The modifiers of one key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Modifiers<'a> {
    pub(super) kind: Kind,
    /// Whether anything may come before the value in the field, and after it.
    pub(super) open: (bool, bool),
    /// `all`: every value must hold.
    pub(super) all: bool,
    /// `neq`: none of the values may hold.
    pub(super) negated: bool,
    /// `cased`: case matters.
    pub(super) cased: bool,
    /// `base64`, `base64offset`, `wide` and `utf16*`: the value is looked for in an encoding.
    pub(super) encoded: bool,
    /// `i` of a regular expression.
    pub(super) ignore_case: bool,
    /// `m` and `s` of a regular expression, as inline flags.
    pub(super) flags: String,
    /// `minute` to `year`: the part of a date that is compared.
    pub(super) date_part: Option<&'a str>,
    /// The first modifier that no specification names.
    pub(super) unknown: Option<&'a str>,
}

impl<'a> Modifiers<'a> {
    /// Splits a key into its field, which may be empty, and its modifiers.
    pub(super) fn read(key: &'a str) -> (&'a str, Modifiers<'a>) {
        let mut names = key.split('|');
        let field = names.next().unwrap_or_default();
        let mut modifiers = Modifiers::default();
        for name in names {
            modifiers.add(name.trim());
        }
        (field, modifiers)
    }

    fn add(&mut self, name: &'a str) {
        match name.to_ascii_lowercase().as_str() {
            "contains" => self.open = (true, true),
            "startswith" => self.open = (false, true),
            "endswith" => self.open = (true, false),
            "all" => self.all = true,
            "neq" => self.negated = true,
            "cased" => self.cased = true,
            "re" => self.kind = Kind::Regex,
            "i" | "ignorecase" => self.ignore_case = true,
            "m" | "multiline" => self.flags.push('m'),
            "s" | "dotall" => self.flags.push('s'),
            "cidr" => self.kind = Kind::Network,
            "fieldref" => self.kind = Kind::Field,
            "exists" => self.kind = Kind::Exists,
            "expand" => self.kind = Kind::Placeholder,
            "lt" => self.kind = Kind::Number(Operator::Lt),
            "lte" => self.kind = Kind::Number(Operator::Lte),
            "gt" => self.kind = Kind::Number(Operator::Gt),
            "gte" => self.kind = Kind::Number(Operator::Gte),
            "base64" | "base64offset" | "wide" | "utf16" | "utf16le" | "utf16be" => self.encoded = true,
            "minute" | "hour" | "day" | "week" | "month" | "year" => self.date_part = Some(name),
            // The other dashes match as well; the value stands as its author wrote it.
            "windash" => {}
            _ => self.unknown = self.unknown.or(Some(name)),
        }
    }

    /// Whether the value is a part of the field's content.
    pub(super) fn is_part(&self) -> bool {
        self.open != (false, false)
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, Modifiers};

    #[test]
    fn keys_split_into_field_and_modifiers() {
        let (field, modifiers) = Modifiers::read("properties.message|contains|all");
        assert_eq!(field, "properties.message");
        assert!(modifiers.all && modifiers.open == (true, true));
        let (field, modifiers) = Modifiers::read("|re|i|s");
        assert_eq!((field, modifiers.kind), ("", Kind::Regex));
        assert!(modifiers.ignore_case && modifiers.flags == "s");
        assert_eq!(Modifiers::read("a|b|contains|c").1.unknown, Some("b"));
    }
}
