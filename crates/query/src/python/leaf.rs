//! Fields to predicates.

use rule::{Logic, Loss, Operator, Predicate, Reason};

use super::cond::Cond;
use super::constant::Const;
use super::interpreter::Interpreter;
use super::value::{Cut, Field, Key, Value, View};
use crate::Pattern;

/// Longer counts of pieces are not written out.
const MAX_PIECES: usize = 16;

impl<'a> Interpreter<'a> {
    /// A field is there and not empty.
    pub(super) fn present(&mut self, field: &Field) -> Cond {
        self.note(field);
        match (&field.default, &field.view) {
            (_, View::Match) => Cond::True,
            // A missing flag that counts as set is unset only where it says so.
            (Some(Const::Bool(true)), View::Whole) => Cond::from(Logic::Pred(self.predicate(
                field,
                Operator::Eq,
                vec!["false".to_owned()],
            )))
            .not(),
            _ => Cond::from(Logic::Pred(Predicate::exists(field.name(), self.span()))),
        }
    }

    /// One predicate on a field, minding what was done to it. `name` is the constant its values come from.
    pub(super) fn leaf(
        &mut self,
        field: &Field,
        op: Operator,
        values: &[Const],
        name: Option<&'a str>,
    ) -> Cond {
        let texts: Vec<String> = values.iter().filter_map(Const::scalar).collect();
        if texts.is_empty() {
            return Cond::False;
        }
        self.note(field);
        let (op, texts) = match &field.view {
            View::Whole => (op, texts),
            View::Length => return self.length(field, op, &texts),
            View::Count(separator) => return self.pieces_counted(field, op, values, &separator.clone()),
            _ if values.iter().any(|value| value.as_str().is_none()) => {
                return self.unknown_condition(Reason::Computed);
            }
            view => match seen_through(view, op, texts) {
                Some(seen) => seen,
                None => return self.unknown_condition(Reason::Computed),
            },
        };
        let via = name.or_else(|| self.helper());
        let predicate = self.predicate(field, op, texts).via(via);
        self.or_default(field, op, values, Logic::Pred(predicate).into())
    }

    fn predicate(&mut self, field: &Field, op: Operator, values: Vec<String>) -> Predicate {
        let caseless = matches!(
            op,
            Operator::Gt | Operator::Gte | Operator::Lt | Operator::Lte | Operator::CidrMatch
        );
        let cased = !field.fold_case && !caseless;
        Predicate::new(field.name(), op, values, self.span()).case_sensitive(cased)
    }

    /// Membership in a list that the customer fills in.
    pub(super) fn lookup(&mut self, field: &Field, name: &'a str) -> Cond {
        self.note(field);
        Cond::from(Logic::Pred(Predicate::new(
            field.name(),
            Operator::Lookup,
            [name],
            self.span(),
        )))
    }

    /// A field compared with another.
    pub(super) fn same_field(&mut self, left: &Field, right: &Field) -> Cond {
        // Parts of two fields being the same says nothing about the fields.
        if left.view != View::Whole || right.view != View::Whole {
            return self.unknown_condition(Reason::Computed);
        }
        self.note(left);
        self.note(right);
        let cased = !left.fold_case && !right.fold_case;
        let predicate = Predicate::new(left.name(), Operator::FieldEq, [right.name()], self.span());
        Cond::from(Logic::Pred(predicate.case_sensitive(cased)))
    }

    fn length(&mut self, field: &Field, op: Operator, texts: &[String]) -> Cond {
        let ordered = [
            Operator::Eq,
            Operator::Gt,
            Operator::Gte,
            Operator::Lt,
            Operator::Lte,
        ];
        if !ordered.contains(&op) {
            return self.unknown_condition(Reason::Computed);
        }
        let each = texts.iter().map(|number| {
            Cond::from(Logic::Pred(Predicate::length(
                field.name(),
                op,
                number,
                self.span(),
            )))
        });
        Cond::any(each.collect::<Vec<_>>())
    }

    /// How many pieces a text has, as a glob: three or more pieces at `/` are `*/*/*`.
    fn pieces_counted(&mut self, field: &Field, op: Operator, values: &[Const], separator: &str) -> Cond {
        let Some(count) = values
            .first()
            .and_then(Const::as_int)
            .and_then(|n| usize::try_from(n).ok())
        else {
            return self.unknown_condition(Reason::Computed);
        };
        let at_least = |pieces: usize| {
            let mut pattern = Pattern::new();
            pattern.push_any_run();
            for _ in 1..pieces {
                pattern.push_str(separator);
                pattern.push_any_run();
            }
            let (op, value) = pattern.fold();
            let predicate = Predicate::new(field.name(), op, value, self.span());
            Cond::from(Logic::Pred(predicate.case_sensitive(true)))
        };
        if count > MAX_PIECES {
            return self.unknown_condition(Reason::Computed);
        }
        match op {
            Operator::Gte => at_least(count),
            Operator::Gt => at_least(count + 1),
            Operator::Lt => at_least(count).not(),
            Operator::Lte => at_least(count + 1).not(),
            Operator::Eq => Cond::all([at_least(count), at_least(count + 1).not()]),
            _ => self.unknown_condition(Reason::Computed),
        }
    }

    /// The default stands in for a missing field: where it passes the test, so does the missing field.
    fn or_default(&mut self, field: &Field, op: Operator, values: &[Const], found: Cond) -> Cond {
        let passes = field.view == View::Whole
            && field.default.as_ref().is_some_and(|default| {
                !matches!(default, Const::Text(text) if text.is_empty())
                    && values.iter().any(|value| holds(default, op, value))
            });
        if passes {
            let missing = Cond::from(Logic::Pred(Predicate::exists(field.name(), self.span()))).not();
            Cond::any([found, missing])
        } else {
            found
        }
    }

    /// Notes what is lost by comparing this field.
    pub(super) fn note(&mut self, field: &Field) {
        if field.is_element() {
            self.lose(Loss::LoopAsExists);
        }
        if !matches!(
            field.view,
            View::Whole | View::Length | View::Count(_) | View::Match
        ) {
            self.lose(Loss::PartOfValue);
        }
    }

    /// Some element of a list.
    pub(super) fn element(&mut self, field: &Field) -> Value<'a> {
        match field.view {
            View::Whole => Value::from(Field {
                fold_case: field.fold_case,
                ..field.child(Key::Element)
            }),
            View::Keys => Value::from(field.clone()),
            View::Entries => Value::list(vec![
                Value::from(field.seen(View::Keys)),
                self.unknown(Reason::Computed),
            ]),
            _ => Value::from(field.seen(View::Part(None))),
        }
    }

    /// One of the values a field is unpacked to.
    pub(super) fn field_part(&mut self, field: &Field, place: usize) -> Value<'a> {
        match (&field.view, i64::try_from(place)) {
            (View::Whole, Ok(place)) => Value::from(field.child(Key::Index(place))),
            (View::Length | View::Count(_) | View::Keys | View::Entries, _) | (_, Err(_)) => {
                self.unknown(Reason::Computed)
            }
            (view, Ok(place)) => Value::from(field.seen(piece(view, place))),
        }
    }
}

/// One piece of a part of a field.
pub(super) fn piece(view: &View, place: i64) -> View {
    match (view, place) {
        (View::Pieces(separator, _), 0) => View::Start(separator.clone()),
        (View::Pieces(separator, _), -1)
        | (View::Pieces(separator, Cut::Once), 1)
        | (View::Pieces(separator, Cut::Around), 2) => View::End(separator.clone()),
        (View::Pieces(separator, Cut::Everywhere), 1..) => View::Part(separator.clone()),
        _ => View::Part(None),
    }
}

/// The operator on the whole value that comes closest to one on a part of it, and its values.
fn seen_through(view: &View, op: Operator, texts: Vec<String>) -> Option<(Operator, Vec<String>)> {
    use Operator::{CidrMatch, Contains, EndsWith, Eq, RegexMatch, StartsWith};
    let with =
        |op, around: &dyn Fn(&str) -> String| Some((op, texts.iter().map(|text| around(text)).collect()));
    match (view, op) {
        (View::Start(Some(separator)), Eq) => with(StartsWith, &|text| format!("{text}{separator}")),
        (View::Start(_), Eq | StartsWith) => Some((StartsWith, texts)),
        (View::End(Some(separator)), Eq) => with(EndsWith, &|text| format!("{separator}{text}")),
        (View::End(_), Eq | EndsWith) => Some((EndsWith, texts)),
        (View::End(Some(separator)), StartsWith) => with(Contains, &|text| format!("{separator}{text}")),
        (View::Part(Some(separator)), Eq | StartsWith) => {
            with(Contains, &|text| format!("{separator}{text}"))
        }
        (_, RegexMatch) => Some((RegexMatch, texts)),
        (View::Start(_), CidrMatch) => Some((CidrMatch, texts)),
        (_, Eq | StartsWith | EndsWith | Contains) => Some((Contains, texts)),
        _ => None,
    }
}

/// Whether a constant passes a comparison.
fn holds(value: &Const, op: Operator, wanted: &Const) -> bool {
    let text = || Some((value.as_str()?, wanted.as_str()?));
    match op {
        Operator::Eq => value.equals(wanted),
        Operator::Contains => value.contains(wanted).unwrap_or_default(),
        Operator::StartsWith => text().is_some_and(|(a, b)| a.starts_with(b)),
        Operator::EndsWith => text().is_some_and(|(a, b)| a.ends_with(b)),
        Operator::Gt => value.order(wanted).is_some_and(std::cmp::Ordering::is_gt),
        Operator::Gte => value.order(wanted).is_some_and(std::cmp::Ordering::is_ge),
        Operator::Lt => value.order(wanted).is_some_and(std::cmp::Ordering::is_lt),
        Operator::Lte => value.order(wanted).is_some_and(std::cmp::Ordering::is_le),
        _ => false,
    }
}
