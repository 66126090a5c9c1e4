//! A query to logic.

use rule::{Diagnostic, Logic, Operator, Predicate, Quantifier, Reason, RuleLogic, Span};

use crate::elastic::{TIME_FIELD, values};
use crate::{Decoded, Pattern, canonical_number};

use super::ast::{Kind, Node};
use super::range::Range;

/// The logic of a query.
pub(super) fn lower(text: &str, query: Node, diagnostics: Vec<Diagnostic>) -> Decoded {
    let logic = Lowering { text }.node(query, "", None).unwrap_or(Logic::TRUE);
    Decoded {
        logic: RuleLogic::single(None, logic),
        diagnostics,
    }
}

struct Lowering<'a> {
    text: &'a str,
}

impl Lowering<'_> {
    /// The logic of a part on a field; `None` if it says nothing about an event. A value takes the place of the
    /// clause it is all of.
    fn node(&self, node: Node, field: &str, place: Option<Span>) -> Option<Logic> {
        let span = place.unwrap_or(node.span);
        match node.kind {
            Kind::All(parts) => self.parts(parts, field, Quantifier::All, span),
            Kind::Any(parts) => self.parts(parts, field, Quantifier::Any, span),
            Kind::Not(part) => self.node(*part, field, None).map(Logic::not),
            Kind::Field(name, body) if name == "_exists_" => self.exists(*body, span),
            Kind::Field(name, body) => self.node(*body, &name, Some(span)),
            Kind::Value(pattern) => Some(values(field, vec![(pattern, node.span)], Quantifier::Any, span)),
            Kind::Regex(text) => {
                let predicate = Predicate::new(field, Operator::RegexMatch, [text], span);
                Some(Logic::Pred(predicate.case_sensitive(true)))
            }
            Kind::Range(_) if field == TIME_FIELD => None,
            Kind::Range(range) => Some(in_range(field, range, span)),
            Kind::Unread(why) => Some(self.opaque(span, why)),
        }
    }

    /// Values side by side on one field are one predicate.
    fn parts(&self, parts: Vec<Node>, field: &str, quantifier: Quantifier, span: Span) -> Option<Logic> {
        let (mut plain, mut rest) = (Vec::<(Pattern, Span)>::new(), Vec::new());
        for part in parts {
            match part.kind {
                Kind::Value(pattern) => plain.push((pattern, part.span)),
                _ => rest.push(part),
            }
        }
        let stretch = plain.iter().fold(Span::NONE, |sum, (_, span)| sum.to(*span));
        let whole = if rest.is_empty() { span } else { stretch };
        let mut logics = Vec::new();
        if !plain.is_empty() {
            logics.push(values(field, plain, quantifier, whole));
        }
        logics.extend(rest.into_iter().filter_map(|part| self.node(part, field, None)));
        if logics.is_empty() {
            return None;
        }
        Some(match quantifier {
            Quantifier::Any => Logic::any(logics),
            Quantifier::All => Logic::all(logics),
        })
    }

    /// `_exists_:field`.
    fn exists(&self, body: Node, span: Span) -> Option<Logic> {
        match body.kind {
            Kind::Value(name) => Some(Logic::Pred(Predicate::exists(crate::elastic::plain(&name), span))),
            _ => Some(self.opaque(span, Reason::Unsupported)),
        }
    }

    fn opaque(&self, span: Span, why: Reason) -> Logic {
        Logic::opaque(span.text(self.text).unwrap_or_default(), why, span)
    }
}

/// A range with no ends asks for any value.
fn in_range(field: &str, range: Range, span: Span) -> Logic {
    let low = range.low.map(|end| {
        (
            if end.inclusive {
                Operator::Gte
            } else {
                Operator::Gt
            },
            end.value,
        )
    });
    let high = range.high.map(|end| {
        (
            if end.inclusive {
                Operator::Lte
            } else {
                Operator::Lt
            },
            end.value,
        )
    });
    if low.is_none() && high.is_none() {
        return Logic::Pred(Predicate::exists(field, span));
    }
    let ends = [low, high].into_iter().flatten();
    Logic::all(
        ends.map(|(op, value)| Logic::Pred(Predicate::new(field, op, [canonical_number(&value)], span))),
    )
}

#[cfg(test)]
mod tests {
    use crate::lucene::decode;
    use crate::promises::words;

    #[test]
    fn predicates_know_their_words() {
        assert_eq!(
            words(decode, "a:é AND b:(x y* /z/) AND _exists_:c AND NOT d:[1 TO 3]"),
            ["a:é", "x", "y*", "/z/", "_exists_:c", "d:[1 TO 3]", "d:[1 TO 3]"]
        );
    }
}
