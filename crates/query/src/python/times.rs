//! Times and spans of time (<https://docs.python.org/3/library/datetime.html>).
//!
//! How old a field of the event is can be said of the field: `now - created > timedelta(days=90)` is
//! `created lt "now-90d"`. What else is asked of times (the hour of the day, the time between two fields) is not
//! shown, which is a loss.

use std::rc::Rc;

use ruff_python_ast::{CmpOp, Operator as Arithmetic};

use rule::{Logic, Loss, Operator, Predicate};

use super::arguments::Arguments;
use super::cond::Cond;
use super::constant::Const;
use super::interpreter::Interpreter;
use super::value::{Field, Value, View};

/// A sum of a field, the present and seconds.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Moment {
    /// The field, and how often it is counted: once, or minus once.
    field: Option<(Rc<Field>, i8)>,
    now: i8,
    seconds: f64,
    /// Seconds that a number it is compared with stands for.
    unit: f64,
    /// Whether there is none where the field cannot be read as a time.
    may_fail: bool,
}

const DAY: f64 = 86_400.0;

/// Units of a span by the names of arguments, in the order of positional ones.
const UNITS: [(&str, f64); 7] = [
    ("days", DAY),
    ("seconds", 1.0),
    ("microseconds", 0.000_001),
    ("milliseconds", 0.001),
    ("minutes", 60.0),
    ("hours", 3_600.0),
    ("weeks", 7.0 * DAY),
];

/// Functions that give the present.
const PRESENT: &[&str] = &[
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "time.time",
];

/// Functions that read a time out of their first argument, those of Panther's own library by their last name.
const READERS: &[&str] = &[
    "datetime.datetime.strptime",
    "datetime.datetime.fromisoformat",
    "datetime.datetime.fromtimestamp",
    "datetime.datetime.utcfromtimestamp",
    "dateutil.parser.parse",
    "dateutil.parser.isoparse",
];
const OWN_READERS: &[&str] = &[
    "resolve_timestamp_string",
    "golang_nanotime_to_python_datetime",
    "panther_nanotime_to_python_datetime",
];

impl Moment {
    fn span(seconds: f64) -> Moment {
        Moment {
            field: None,
            now: 0,
            seconds,
            unit: 1.0,
            may_fail: false,
        }
    }

    /// The field without which there is no such time.
    pub(super) fn needed(&self) -> Option<&Field> {
        self.field
            .as_ref()
            .filter(|_| self.may_fail)
            .map(|(field, _)| &**field)
    }

    fn now() -> Moment {
        Moment {
            now: 1,
            ..Moment::span(0.0)
        }
    }

    fn of(field: &Rc<Field>) -> Moment {
        Moment {
            field: Some((field.clone(), 1)),
            ..Moment::span(0.0)
        }
    }

    /// `self + sign * other`, if it is still such a sum.
    fn plus(&self, other: &Moment, sign: i8) -> Option<Moment> {
        let field = match (&self.field, &other.field) {
            (Some(_), Some(_)) => return None,
            (Some(own), None) => Some(own.clone()),
            (None, theirs) => theirs.clone().map(|(field, times)| (field, times * sign)),
        };
        Some(Moment {
            field,
            now: self.now + sign * other.now,
            seconds: self.seconds + f64::from(sign) * other.seconds,
            unit: self.unit,
            may_fail: self.may_fail || other.may_fail,
        })
    }
}

/// The time a function gives; `None` for any other function.
pub(super) fn call<'a>(path: &str, arguments: &Arguments<'a>) -> Option<Value<'a>> {
    if PRESENT.contains(&path) {
        return Some(some(Moment::now()));
    }
    if path == "datetime.timedelta" {
        return Some(span(arguments));
    }
    let first = arguments.first()?;
    (READERS.contains(&path) || is_own_reader(path)).then(|| read(path, first))
}

/// Whether a helper of Panther's own library reads a time.
pub(super) fn is_own_reader(name: &str) -> bool {
    OWN_READERS.contains(&name)
}

/// The time that a function reads a value as.
pub(super) fn read<'a>(function: &str, value: &Value<'a>) -> Value<'a> {
    match value {
        Value::Field(field) => some(Moment {
            may_fail: function == "resolve_timestamp_string",
            ..Moment::of(field)
        }),
        Value::Opaque(_) | Value::Time(_) => value.clone(),
        _ => Value::Time(None),
    }
}

fn some<'a>(moment: Moment) -> Value<'a> {
    Value::Time(Some(Rc::new(moment)))
}

/// `timedelta(days=…)`.
fn span<'a>(arguments: &Arguments<'a>) -> Value<'a> {
    let number = |value: &Value<'a>| value.constant().and_then(Const::number);
    let by_place = arguments
        .positional
        .iter()
        .zip(UNITS)
        .map(|(value, (_, unit))| (number(value), unit));
    let by_name = arguments.keywords.iter().map(|(name, value)| {
        let unit = UNITS.iter().find(|(known, _)| known == name);
        (number(value), unit.map_or(f64::NAN, |(_, unit)| *unit))
    });
    let parts: Option<Vec<f64>> = by_place.chain(by_name).map(|(n, unit)| Some(n? * unit)).collect();
    let seconds = parts
        .map(|parts| parts.iter().sum::<f64>())
        .filter(|sum| sum.is_finite());
    Value::Time(seconds.map(|seconds| Rc::new(Moment::span(seconds))))
}

/// What of a time an attribute or a method gives.
pub(super) fn part<'a>(moment: Option<&Rc<Moment>>, name: &str) -> Value<'a> {
    let unit = match name {
        "total_seconds" | "timestamp" | "seconds" | "replace" | "astimezone" => 1.0,
        "days" => DAY,
        _ => return Value::Time(None),
    };
    Value::Time(moment.map(|moment| {
        Rc::new(Moment {
            unit,
            ..Moment::clone(moment)
        })
    }))
}

impl<'a> Interpreter<'a> {
    /// A value as a sum of times; numbers count seconds.
    fn moment(value: &Value<'a>, unit: f64) -> Option<Moment> {
        match value {
            Value::Time(moment) => moment.as_deref().cloned(),
            Value::Field(field) => Some(Moment::of(field)),
            Value::Const(constant, _) => Some(Moment::span(constant.number()? * unit)),
            _ => None,
        }
    }

    /// `left op right`, one of them a time.
    pub(super) fn time_sum(left: &Value<'a>, op: Arithmetic, right: &Value<'a>) -> Value<'a> {
        let sign = match op {
            Arithmetic::Add => 1,
            Arithmetic::Sub => -1,
            _ => return Value::Time(None),
        };
        let sum = Self::moment(left, 1.0).zip(Self::moment(right, 1.0));
        Value::Time(sum.and_then(|(a, b)| a.plus(&b, sign)).map(Rc::new))
    }

    /// Two values compared, one of them a time.
    pub(super) fn compare_times(&mut self, left: &Value<'a>, op: CmpOp, right: &Value<'a>) -> Cond {
        if matches!(op, CmpOp::Eq | CmpOp::Is) && [left, right].iter().any(|it| **it == Value::NONE()) {
            let time = if *right == Value::NONE() { left } else { right };
            return self.truth(time).not();
        }
        let age = self.age(left, op, right);
        age.unwrap_or_else(|| {
            self.lose(Loss::Relative);
            Cond::Silent
        })
    }

    /// What a comparison says of how old a field is.
    fn age(&mut self, left: &Value<'a>, op: CmpOp, right: &Value<'a>) -> Option<Cond> {
        let unit = |value: &Value<'a>| match value {
            Value::Time(moment) => moment.as_ref().map_or(1.0, |it| it.unit),
            _ => 1.0,
        };
        let unit = unit(left) * unit(right);
        let (op, bound) = whole_days(unit, op, right);
        let right = bound.as_ref().unwrap_or(right);
        let difference = Self::moment(left, unit)?.plus(&Self::moment(right, unit)?, -1)?;
        let (field, times) = difference.field?;
        if field.view != View::Whole || difference.now != -times {
            return None;
        }
        let op = match (op, times > 0) {
            (CmpOp::Lt, true) | (CmpOp::Gt, false) => Operator::Lt,
            (CmpOp::LtE, true) | (CmpOp::GtE, false) => Operator::Lte,
            (CmpOp::Gt, true) | (CmpOp::Lt, false) => Operator::Gt,
            (CmpOp::GtE, true) | (CmpOp::LtE, false) => Operator::Gte,
            _ => return None,
        };
        self.note(&field);
        let value = relative(-f64::from(times) * difference.seconds);
        Some(Cond::from(Logic::Pred(Predicate::new(
            field.name(),
            op,
            [value],
            self.span(),
        ))))
    }
}

/// Days are counted whole: more than 90 are 91 and over, at most 7 are less than 8.
fn whole_days<'a>(unit: f64, op: CmpOp, bound: &Value<'a>) -> (CmpOp, Option<Value<'a>>) {
    let next = bound
        .constant()
        .and_then(Const::as_int)
        .and_then(|days| days.checked_add(1));
    let next = next
        .filter(|_| unit == DAY)
        .map(|days| Value::from(Const::Int(days)));
    match (op, next) {
        (CmpOp::Gt, Some(next)) => (CmpOp::GtE, Some(next)),
        (CmpOp::LtE, Some(next)) => (CmpOp::Lt, Some(next)),
        (op, _) => (op, None),
    }
}

/// Seconds from now on, in the largest unit that fits: `now-90d`.
fn relative(seconds: f64) -> String {
    let size = seconds.abs();
    let units = [(DAY, "d"), (3_600.0, "h"), (60.0, "m")];
    let fitting = units.iter().find(|(unit, _)| size % unit == 0.0);
    let (unit, name) = fitting.copied().unwrap_or((1.0, "s"));
    match size / unit {
        0.0 => "now".to_owned(),
        count if seconds < 0.0 => format!("now-{count}{name}"),
        count => format!("now+{count}{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::relative;

    #[test]
    fn ages_are_written_in_the_largest_unit() {
        assert_eq!(relative(-7_776_000.0), "now-90d");
        assert_eq!(relative(5_400.0), "now+90m");
        assert_eq!(relative(0.0), "now");
        assert_eq!(relative(-1.5), "now-1.5s");
    }
}
