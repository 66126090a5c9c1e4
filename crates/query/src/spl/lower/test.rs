//! Tests of a value: what a filter on a column means for the event.

use std::rc::Rc;

use rule::{Loss, Operator, Predicate, Quantifier, Reason, Span, Threshold};

use super::cond::Cond;
use super::flow::Flow;
use super::known;
use super::value::{Aggregate, Choice, Field, Part, Row, Value};
use crate::{Pattern, Piece, canonical_number};

/// What a filter asks of a value.
#[derive(Clone, Debug)]
pub(super) enum Test {
    /// Like one of these.
    Like { patterns: Vec<Pattern>, cased: bool },
    /// Above or below.
    Order(Operator, String),
    /// Somewhere in it.
    Regex(String),
    /// In one of these networks.
    Cidr(Vec<String>),
    /// There.
    Exists,
}

impl Test {
    /// Equal to a text.
    pub(super) fn equal(text: &str, cased: bool) -> Test {
        Test::Like {
            patterns: vec![Pattern::literal(text)],
            cased,
        }
    }
}

impl Flow<'_> {
    /// The condition that a value passes a test that stands at `at`.
    pub(super) fn check(&mut self, value: &Value, test: &Test, at: Span) -> Cond {
        match value {
            Value::Field(field) => self.check_field(field, test, at),
            Value::Text(text) | Value::Number(text) => self.check_literal(text, test, at),
            Value::Null => Cond::FALSE,
            Value::Time => Cond::Plumbing,
            Value::Length(field) => self.check_length(field, test, at),
            Value::Aggregate(aggregate) => self.check_aggregate(aggregate, test, at),
            Value::Row(row) => self.check_row(row, test, at),
            Value::Choice(choice) => self.check_choice(&Rc::clone(choice), test, at),
            Value::Truth(cond) => {
                let yes = matches_any(&["true", "1"], test);
                let no = matches_any(&["false", "0"], test);
                match (yes, no, test) {
                    (_, _, Test::Exists) => Cond::Plumbing,
                    (true, false, _) => cond.as_ref().clone(),
                    (false, true, _) => cond.as_ref().clone().not(),
                    _ => self.opaque(at, Reason::Computed),
                }
            }
            Value::AnyOf(values) => {
                let parts = values.iter().map(|value| self.check(value, test, at)).collect();
                Cond::Any(parts)
            }
            Value::Shape(shape) => match test {
                Test::Exists => Cond::TRUE,
                Test::Like { patterns, .. } if !patterns.iter().any(|pattern| fits(shape, pattern)) => {
                    Cond::FALSE
                }
                _ => self.opaque(at, Reason::Computed),
            },
            Value::Filtered(cond, field) => match test {
                Test::Exists => cond.as_ref().clone(),
                _ => {
                    self.reader.losses.insert(Loss::LoopAsExists);
                    let field = self.check_field(field, test, at);
                    cond.as_ref().clone().and(field)
                }
            },
            Value::Tag(tag) => self.check_tag(tag, test, at),
            Value::Computed => self.opaque(at, Reason::Computed),
        }
    }

    fn check_field(&mut self, field: &Field, test: &Test, at: Span) -> Cond {
        if known::is_time(field.event_name()) {
            return Cond::Plumbing;
        }
        self.reader.losses.extend(field.loss);
        match test {
            Test::Like { patterns, cased } => self.like(field, patterns, *cased, at),
            Test::Exists => match &field.part {
                Part::Extracted(regex) => self.leaf(matching(field, regex), at),
                Part::Group(group) => self.leaf(matching(&Field::whole(&*group.source), &group.regex), at),
                _ => self.leaf(field.predicate(Operator::Exists, None::<String>), at),
            },
            Test::Regex(regex) => self.leaf(matching(field, regex), at),
            Test::Cidr(nets) => self.leaf(field.predicate(Operator::CidrMatch, nets.iter().cloned()), at),
            Test::Order(op, number) if field.is_whole() => {
                self.leaf(field.predicate(*op, [canonical_number(number)]), at)
            }
            Test::Order(..) => self.opaque(at, Reason::Computed),
        }
    }

    /// A piece of a field equal to a text: the field contains it.
    fn like(&mut self, field: &Field, patterns: &[Pattern], cased: bool, at: Span) -> Cond {
        let whole = field.is_whole();
        let patterns: Vec<Pattern> = patterns
            .iter()
            .map(|pattern| match whole || *pattern == Pattern::new() {
                true => pattern.clone(),
                false => pattern.clone().anchored(false, false),
            })
            .collect();
        let cased = cased && field.cased && patterns.iter().any(has_letters);
        let place = self.text.place(at);
        let mut logic = Pattern::fold_all(&field.name, &patterns, Quantifier::Any, cased, |_| place.span);
        logic.for_each_predicate_mut(|predicate| {
            predicate.via.clone_from(&place.via);
            field.mark(predicate);
        });
        Cond::Leaf(logic)
    }

    fn check_literal(&mut self, text: &str, test: &Test, at: Span) -> Cond {
        let holds = match test {
            Test::Like { patterns, cased } => patterns.iter().any(|pattern| matches(pattern, text, *cased)),
            Test::Order(op, number) => match (text.parse::<f64>(), number.parse::<f64>()) {
                (Ok(a), Ok(b)) => op.orders(a, b).unwrap_or(a == b),
                _ => false,
            },
            Test::Exists => true,
            Test::Regex(_) | Test::Cidr(_) => return self.opaque(at, Reason::Computed),
        };
        if holds { Cond::TRUE } else { Cond::FALSE }
    }

    fn check_length(&mut self, field: &Field, test: &Test, at: Span) -> Cond {
        let (op, number) = match test {
            Test::Order(op, number) => (*op, canonical_number(number)),
            Test::Like { patterns, .. } => match numeric(patterns) {
                Some(number) => (Operator::Eq, number),
                None => return self.opaque(at, Reason::Computed),
            },
            Test::Exists => return self.check_field(field, test, at),
            Test::Regex(_) | Test::Cidr(_) => return self.opaque(at, Reason::Computed),
        };
        if !field.is_whole() {
            return self.opaque(at, Reason::Computed);
        }
        self.reader.losses.extend(field.loss);
        self.leaf(
            field.predicate(Operator::Length, [op.id().to_owned(), number]),
            at,
        )
    }

    fn check_aggregate(&mut self, aggregate: &Aggregate, test: &Test, at: Span) -> Cond {
        let (op, value) = match test {
            Test::Exists => return Cond::Plumbing,
            Test::Order(op, number) => (*op, canonical_number(number)),
            Test::Like { patterns, .. } => match patterns.as_slice() {
                [pattern] if !pattern.has_wildcard() => (Operator::Eq, pattern.fold().1.unwrap_or_default()),
                _ => return self.opaque(at, Reason::Aggregate),
            },
            Test::Regex(_) | Test::Cidr(_) => return self.opaque(at, Reason::Aggregate),
        };
        self.threshold(aggregate, op, value, at)
    }

    /// An aggregate compared with a number.
    pub(super) fn threshold(&self, aggregate: &Aggregate, op: Operator, value: String, at: Span) -> Cond {
        let threshold = Threshold {
            of: aggregate.of.clone(),
            by: aggregate.by.clone(),
            within: aggregate.within.clone(),
            ..Threshold::new(aggregate.function.clone(), op, value, self.text.place(at).span)
        };
        Cond::Threshold(threshold, self.text.slice(at).to_owned())
    }

    /// A column of a lookup's row: that it is there, or says yes, means that the event's fields are listed.
    fn check_row(&mut self, row: &Row, test: &Test, at: Span) -> Cond {
        let listed = row
            .fields
            .iter()
            .map(|field| self.leaf(field.predicate(Operator::Lookup, [row.table.as_str()]), at));
        let listed = Cond::All(listed.collect());
        if matches!(test, Test::Exists) || matches_any(&["true", "1", "yes", "y", "t"], test) {
            return listed;
        }
        if matches_any(&["false", "0", "no", "n", "f", ""], test) {
            return listed.not();
        }
        self.reader.losses.insert(Loss::FirstSource);
        listed
    }

    /// A chain of conditions, each with a value, and the value if none holds (`if`, `case`) passes a test when
    /// the value does whose condition is the first that holds.
    ///
    /// Where nothing passes if no condition holds, the conditions whose values pass are what is shown: that
    /// those before them must not hold is a documented loss.
    fn check_choice(&mut self, choice: &Choice, test: &Test, at: Span) -> Cond {
        let mut chain = vec![(choice.cond.clone(), self.check(&choice.then, test, at))];
        let mut rest = &choice.other;
        while let Value::Choice(next) = rest {
            chain.push((next.cond.clone(), self.check(&next.then, test, at)));
            rest = &next.other;
        }
        let default = self.check(rest, test, at);
        if chain.len() == 1 || default.is_true() {
            return chain
                .into_iter()
                .rev()
                .fold(default, |other, (cond, then)| cond.decide(then, other));
        }
        let passing = chain.iter().rposition(|(_, then)| !then.is_false()).unwrap_or(0);
        let last = if default.is_false() { passing } else { chain.len() };
        if chain[..last].iter().any(|(_, then)| !then.is_true()) {
            self.reader.losses.insert(Loss::Branch);
        }
        chain
            .into_iter()
            .rev()
            .fold(default, |others, (cond, then)| cond.and(then).or(others))
    }
}

fn matching(field: &Field, regex: &str) -> Predicate {
    field
        .predicate(Operator::RegexMatch, [regex])
        .case_sensitive(true)
}

/// Whether a text of this shape may match a pattern.
fn fits(shape: &Pattern, pattern: &Pattern) -> bool {
    match pattern.pieces() {
        [] => matches(shape, "", false),
        [Piece::Text(text)] => matches(shape, text, false),
        _ => true,
    }
}

/// Whether case can matter for a pattern.
fn has_letters(pattern: &Pattern) -> bool {
    let letters = |text: &str| text.chars().any(char::is_alphabetic);
    pattern
        .pieces()
        .iter()
        .any(|piece| matches!(piece, Piece::Text(text) if letters(text)))
}

/// The one number among the patterns.
fn numeric(patterns: &[Pattern]) -> Option<String> {
    let [pattern] = patterns else { return None };
    let (Operator::Eq, Some(text)) = pattern.fold() else {
        return None;
    };
    text.parse::<f64>().is_ok().then(|| canonical_number(&text))
}

/// Whether a test of equality accepts one of the words.
fn matches_any(words: &[&str], test: &Test) -> bool {
    match test {
        Test::Like { patterns, .. } => words
            .iter()
            .any(|word| patterns.iter().any(|pattern| matches(pattern, word, false))),
        _ => false,
    }
}

/// Whether a pattern matches a text.
fn matches(pattern: &Pattern, text: &str, cased: bool) -> bool {
    let fold = |text: &str| {
        if cased {
            text.to_owned()
        } else {
            text.to_lowercase()
        }
    };
    let mut symbols = Vec::new();
    for piece in pattern.pieces() {
        match piece {
            Piece::Text(text) => symbols.extend(fold(text).chars().map(Symbol::Char)),
            Piece::AnyOne => symbols.push(Symbol::One),
            Piece::AnyRun => symbols.push(Symbol::Run),
        }
    }
    let text: Vec<char> = fold(text).chars().collect();
    let (mut at, mut i, mut back) = (0, 0, None);
    while i < text.len() {
        match symbols.get(at) {
            Some(Symbol::Run) => {
                back = Some((at, i));
                at += 1;
            }
            Some(Symbol::One) => (at, i) = (at + 1, i + 1),
            Some(Symbol::Char(c)) if *c == text[i] => (at, i) = (at + 1, i + 1),
            _ => match back {
                Some((run, start)) => {
                    back = Some((run, start + 1));
                    (at, i) = (run + 1, start + 1);
                }
                None => return false,
            },
        }
    }
    symbols[at..].iter().all(|symbol| matches!(symbol, Symbol::Run))
}

enum Symbol {
    Char(char),
    One,
    Run,
}

#[cfg(test)]
mod tests {
    use super::matches;
    use crate::Pattern;

    #[test]
    fn patterns_match_as_globs_do() {
        let cases = [
            ("", "", true),
            ("*", "", true),
            ("a*c", "ABBC", true),
            ("a*c", "abcd", false),
            ("a?c*", "abcd", true),
            ("*a*b*", "xxbaab", true),
        ];
        for (pattern, text, expected) in cases {
            assert_eq!(
                matches(&Pattern::glob(pattern), text, false),
                expected,
                "{pattern} {text}"
            );
        }
    }
}
