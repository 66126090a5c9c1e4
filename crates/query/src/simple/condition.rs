//! Conditions by name
//! (<https://docs.panther.com/detections/rules/writing-simple-detections/match-expression>).

use rule::Operator;

/// What a condition does with the key's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Test {
    /// Compares it with a value, or with any of some values.
    Compare(Operator),
    /// It is there and not empty.
    Exists,
    /// Compares how long it is.
    Length(Operator),
    /// It is an address in one of these networks.
    Networks(&'static [&'static str]),
    /// Looks at the elements of a list.
    Elements(Quantity),
    /// Holds for every event, or for none.
    Constant(bool),
}

/// How many elements must pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quantity {
    Any,
    All,
    None,
    OnlyOne,
}

/// A condition as its name tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Condition {
    pub(super) test: Test,
    pub(super) negated: bool,
    pub(super) ignore_case: bool,
}

/// Addresses that are not public (RFC 1918, RFC 4193, loopback and link-local).
const PRIVATE: &[&str] = &[
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "fc00::/7",
    "fe80::/10",
    "::1/128",
];

/// Positive names. The negative of `Equals` is `DoesNotEqual`, of `IsIn` `IsNotIn`; a leading `I` ignores case.
const TESTS: &[(&str, Test)] = &[
    ("Equals", Test::Compare(Operator::Eq)),
    ("Equal", Test::Compare(Operator::Eq)),
    ("IsIn", Test::Compare(Operator::Eq)),
    ("Contains", Test::Compare(Operator::Contains)),
    ("Contain", Test::Compare(Operator::Contains)),
    ("StartsWith", Test::Compare(Operator::StartsWith)),
    ("StartWith", Test::Compare(Operator::StartsWith)),
    ("EndsWith", Test::Compare(Operator::EndsWith)),
    ("EndWith", Test::Compare(Operator::EndsWith)),
    ("Matches", Test::Compare(Operator::RegexMatch)),
    ("MatchesRegex", Test::Compare(Operator::RegexMatch)),
    ("MatchesPattern", Test::Compare(Operator::RegexMatch)),
    ("IsLike", Test::Compare(Operator::Wildcard)),
    ("Like", Test::Compare(Operator::Wildcard)),
    ("IsGreaterThan", Test::Compare(Operator::Gt)),
    ("IsGreaterThanOrEquals", Test::Compare(Operator::Gte)),
    ("IsGreaterThanOrEqualTo", Test::Compare(Operator::Gte)),
    ("IsLessThan", Test::Compare(Operator::Lt)),
    ("IsLessThanOrEquals", Test::Compare(Operator::Lte)),
    ("IsLessThanOrEqualTo", Test::Compare(Operator::Lte)),
    ("IsIPAddressInCIDR", Test::Compare(Operator::CidrMatch)),
    ("IsIPAddressIn", Test::Compare(Operator::CidrMatch)),
    ("IPAddressIsIn", Test::Compare(Operator::CidrMatch)),
    ("IsInCIDR", Test::Compare(Operator::CidrMatch)),
    ("CIDR", Test::Compare(Operator::CidrMatch)),
    ("IsIPAddressPrivate", Test::Networks(PRIVATE)),
    ("IsIPAddress", Test::Networks(&["0.0.0.0/0", "::/0"])),
    ("IsIPv4Address", Test::Networks(&["0.0.0.0/0"])),
    ("IsIPv6Address", Test::Networks(&["::/0"])),
    ("Exists", Test::Exists),
    ("Exist", Test::Exists),
    ("HasLengthEqualTo", Test::Length(Operator::Eq)),
    ("HasLengthGreaterThan", Test::Length(Operator::Gt)),
    ("HasLengthGreaterThanOrEquals", Test::Length(Operator::Gte)),
    ("HasLengthGreaterThanOrEqualTo", Test::Length(Operator::Gte)),
    ("HasLengthLessThan", Test::Length(Operator::Lt)),
    ("HasLengthLessThanOrEquals", Test::Length(Operator::Lte)),
    ("HasLengthLessThanOrEqualTo", Test::Length(Operator::Lte)),
    ("AnyElement", Test::Elements(Quantity::Any)),
    ("AllElements", Test::Elements(Quantity::All)),
    ("NoElement", Test::Elements(Quantity::None)),
    ("OnlyOneElement", Test::Elements(Quantity::OnlyOne)),
    ("AlwaysTrue", Test::Constant(true)),
    ("AlwaysFalse", Test::Constant(false)),
];

/// Names that are negative without saying so in the usual way.
const ABSENCES: &[(&str, Test, bool)] = &[
    ("IsNull", Test::Exists, true),
    ("IsNullOrEmpty", Test::Exists, true),
    ("IsEmpty", Test::Exists, true),
    ("IsNotNull", Test::Exists, false),
    ("IsNotNullOrEmpty", Test::Exists, false),
    ("IsNotEmpty", Test::Exists, false),
    ("IsIPAddressPublic", Test::Networks(PRIVATE), true),
    ("HasLengthNotEqualTo", Test::Length(Operator::Eq), true),
];

/// The condition of that name.
pub(super) fn named(name: &str) -> Option<Condition> {
    plain(name).or_else(|| {
        let cased = plain(name.strip_prefix('I')?)?;
        Some(Condition {
            ignore_case: true,
            ..cased
        })
    })
}

fn plain(name: &str) -> Option<Condition> {
    if let Some((_, test, negated)) = ABSENCES.iter().find(|(absence, _, _)| *absence == name) {
        return Some(condition(*test, *negated));
    }
    let positive = |name: &str| {
        TESTS
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, test)| *test)
    };
    if let Some(test) = positive(name) {
        return Some(condition(test, false));
    }
    let denied = match name.strip_prefix("DoesNot") {
        Some(rest) => rest.to_owned(),
        None => format!("Is{}", name.strip_prefix("IsNot")?),
    };
    positive(&denied).map(|test| condition(test, true))
}

fn condition(test: Test, negated: bool) -> Condition {
    Condition {
        test,
        negated,
        ignore_case: false,
    }
}

#[cfg(test)]
mod tests {
    use rule::Operator;

    use super::{Test, named};

    #[test]
    fn names_tell_case_and_negation() {
        let cases = [
            ("Equals", Operator::Eq, false, false),
            ("IEquals", Operator::Eq, false, true),
            ("DoesNotEqual", Operator::Eq, true, false),
            ("IDoesNotContain", Operator::Contains, true, true),
            ("IsIn", Operator::Eq, false, false),
            ("IsNotIn", Operator::Eq, true, false),
            ("IIsIn", Operator::Eq, false, true),
            ("DoesNotStartWith", Operator::StartsWith, true, false),
        ];
        for (name, op, negated, ignore_case) in cases {
            let found = named(name).expect("a known name");
            assert_eq!(found.test, Test::Compare(op), "{name}");
            assert_eq!(
                (found.negated, found.ignore_case),
                (negated, ignore_case),
                "{name}"
            );
        }
        assert_eq!(named("Resembles"), None);
    }
}
