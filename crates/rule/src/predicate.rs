//! One comparison of one field.

use std::fmt;

use crate::Span;

/// How a field is compared (spec/logic.md, "Operators"). There is no negative operator: `!=` is `not` of `eq`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operator {
    /// The whole value is equal.
    Eq,
    /// The value contains a substring.
    Contains,
    /// The value starts with a prefix.
    StartsWith,
    /// The value ends with a suffix.
    EndsWith,
    /// A glob with `*` and `?`; literal stars, question marks and backslashes are written `\*`, `\?`, `\\`.
    Wildcard,
    /// A regular expression, exactly as authored.
    RegexMatch,
    /// A whole word or term.
    Match,
    /// An address in a network.
    CidrMatch,
    /// Greater than.
    Gt,
    /// Greater than or equal.
    Gte,
    /// Less than.
    Lt,
    /// Less than or equal.
    Lte,
    /// Present and not empty. No values.
    Exists,
    /// Length or count of the value; `values` holds the operator's id and the number.
    Length,
    /// Equal to another field; `values` holds that field's name.
    FieldEq,
    /// Membership in a named external set; `values` holds the set's name.
    Lookup,
    /// Anywhere in the event; the field is empty.
    Keyword,
}

impl Operator {
    /// The stable lower-case name used in data files.
    pub fn id(self) -> &'static str {
        match self {
            Operator::Eq => "eq",
            Operator::Contains => "contains",
            Operator::StartsWith => "starts_with",
            Operator::EndsWith => "ends_with",
            Operator::Wildcard => "wildcard",
            Operator::RegexMatch => "regex_match",
            Operator::Match => "match",
            Operator::CidrMatch => "cidr_match",
            Operator::Gt => "gt",
            Operator::Gte => "gte",
            Operator::Lt => "lt",
            Operator::Lte => "lte",
            Operator::Exists => "exists",
            Operator::Length => "length",
            Operator::FieldEq => "field_eq",
            Operator::Lookup => "lookup",
            Operator::Keyword => "keyword",
        }
    }

    /// The word between field and value on a page.
    pub fn phrase(self) -> &'static str {
        match self {
            Operator::Eq => "is",
            Operator::Contains => "contains",
            Operator::StartsWith => "starts with",
            Operator::EndsWith => "ends with",
            Operator::Wildcard => "is like",
            Operator::RegexMatch => "matches regex",
            Operator::Match => "has word",
            Operator::CidrMatch => "in network",
            Operator::Gt => ">",
            Operator::Gte => "≥",
            Operator::Lt => "<",
            Operator::Lte => "≤",
            Operator::Exists => "exists",
            Operator::Length => "has length",
            Operator::FieldEq => "is the same as field",
            Operator::Lookup => "is in list",
            Operator::Keyword => "anywhere",
        }
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// Whether one value suffices or all must hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quantifier {
    /// One of the values.
    #[default]
    Any,
    /// Every value.
    All,
}

impl Quantifier {
    /// The stable lower-case name.
    pub fn id(self) -> &'static str {
        match self {
            Quantifier::Any => "any",
            Quantifier::All => "all",
        }
    }
}

/// A field, an operator and values, as authored.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Predicate {
    /// The field as authored, without its language's decoration; empty for [`Operator::Keyword`].
    pub field: String,
    /// How it is compared.
    pub op: Operator,
    /// The real strings, after the language's own unescaping. Numbers and booleans as canonical text.
    pub values: Vec<String>,
    /// Whether one or all of the values must hold.
    pub quantifier: Quantifier,
    /// Whether the comparison minds case.
    pub case_sensitive: bool,
    /// Where it stands.
    pub span: Span,
    /// The name through which the values were reached: a `let`, a macro, a constant, a list.
    pub via: Option<String>,
    /// The event's own field, where the author compares a column of another name that holds its value or a part of
    /// it.
    pub alias_of: Option<String>,
    /// Whether a part or a decoded form of the field's value is compared, which the whole value says nothing about.
    pub part: bool,
}

impl Predicate {
    /// A case-insensitive predicate over any of the values.
    pub fn new<V: Into<String>>(
        field: impl Into<String>,
        op: Operator,
        values: impl IntoIterator<Item = V>,
        span: Span,
    ) -> Self {
        Predicate {
            field: field.into(),
            op,
            values: values.into_iter().map(Into::into).collect(),
            quantifier: Quantifier::Any,
            case_sensitive: false,
            span,
            via: None,
            alias_of: None,
            part: false,
        }
    }

    /// "Present and not empty."
    pub fn exists(field: impl Into<String>, span: Span) -> Self {
        Predicate::new(field, Operator::Exists, None::<String>, span)
    }

    /// A length or count comparison, `op` being one of the ordered operators or [`Operator::Eq`].
    pub fn length(field: impl Into<String>, op: Operator, number: impl Into<String>, span: Span) -> Self {
        Predicate::new(field, Operator::Length, [op.id().to_owned(), number.into()], span)
    }

    /// The same predicate, minding case.
    #[must_use]
    pub fn case_sensitive(mut self, yes: bool) -> Self {
        self.case_sensitive = yes;
        self
    }

    /// The same predicate with a quantifier.
    #[must_use]
    pub fn quantified(mut self, quantifier: Quantifier) -> Self {
        self.quantifier = quantifier;
        self
    }

    /// The same predicate, its values reached through a name.
    #[must_use]
    pub fn via(mut self, name: Option<impl Into<String>>) -> Self {
        self.via = name.map(Into::into);
        self
    }

    /// The field of the event that is compared, whatever the author calls it. A column that holds a part of a field
    /// goes by its own name.
    pub fn event_field(&self) -> &str {
        match &self.alias_of {
            Some(field) if !self.part => field,
            _ => &self.field,
        }
    }

    /// Whether a column is compared that the query cuts or computes out of a field.
    pub fn is_computed(&self) -> bool {
        self.part && self.alias_of.is_some()
    }

    /// Whether both compare the same thing, wherever they stand and however the values were reached.
    pub fn same_meaning(&self, other: &Predicate) -> bool {
        self.op == other.op
            && self.quantifier == other.quantifier
            && self.case_sensitive == other.case_sensitive
            && self.part == other.part
            && self.field == other.field
            && self.alias_of == other.alias_of
            && self.values == other.values
    }
}
