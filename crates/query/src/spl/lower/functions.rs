//! Functions of eval expressions
//! (<https://help.splunk.com/en/splunk-enterprise/search/spl-search-reference/evaluation-functions/evaluation-functions>).

use std::rc::Rc;

use rule::{Logic, Loss, Reason, Span};

use super::cond::Cond;
use super::eval::plain;
use super::flow::Flow;
use super::test::Test;
use super::value::{Choice, Field, Part, Value};
use crate::Pattern;
use crate::spl::eval::Expr;
use crate::spl::search;
use crate::spl::text::Text;

/// What values there are among several.
pub(super) struct Kinds {
    pub(super) aggregate: bool,
    pub(super) time: bool,
    /// What the aggregate is grouped by.
    pub(super) by: Vec<String>,
}

impl Kinds {
    pub(super) fn of(values: &[Value]) -> Kinds {
        let aggregates = || {
            values.iter().filter_map(|value| match value {
                Value::Aggregate(aggregate) => Some(aggregate),
                _ => None,
            })
        };
        Kinds {
            aggregate: aggregates().next().is_some(),
            time: values.iter().any(Value::is_time),
            by: aggregates()
                .next()
                .map(|aggregate| aggregate.by.clone())
                .unwrap_or_default(),
        }
    }
}

impl Flow<'_> {
    /// The value of a call.
    pub(super) fn call(&mut self, name: &str, args: &[Expr], span: Span) -> Value {
        match (name, args) {
            ("true", []) => Value::Truth(Rc::new(Cond::TRUE)),
            ("false", []) => Value::Truth(Rc::new(Cond::FALSE)),
            ("null", []) => Value::Null,
            ("now" | "time" | "relative_time" | "strftime" | "strptime" | "mktime", _) => Value::Time,
            ("if", [cond, then, other]) => self.if_value(cond, then, other),
            ("case", args) => self.case_value(args),
            ("validate", args) => self.case_value(args),
            ("coalesce", args) => self.coalesce(args),
            ("mvappend", args) if !args.is_empty() => {
                let values = args.iter().map(|arg| self.value(arg));
                Value::AnyOf(Rc::new(values.collect()))
            }
            ("nullif", [first, _]) => self.value(first),
            ("isnull" | "isnotnull", [inner]) => self.presence(name, inner, span),
            ("like" | "match" | "cidrmatch" | "searchmatch" | "in", args) => {
                let cond = self.test_call(name, args, span);
                Value::Truth(Rc::new(cond))
            }
            ("mvfind", [inner, Expr::Text(regex, _)]) => {
                let value = self.value(inner);
                let cond = self.check(&value, &Test::Regex(regex.clone()), span);
                choice(cond, Value::Number("0".to_owned()), Value::Null)
            }
            ("mvfilter", [cond]) => self.filtered(cond),
            ("len" | "mvcount", [inner]) => match self.value(inner) {
                Value::Field(field) if field.is_whole() => Value::Length(field),
                value => self.combined(&[value], span),
            },
            ("spath" | "json_extract" | "json_extract_exact", [inner, Expr::Text(path, _)]) => {
                self.path(inner, path)
            }
            ("min" | "max", args) if !args.is_empty() => {
                let mut values: Vec<Value> = args.iter().map(|arg| self.value(arg)).collect();
                match values.iter().position(|value| matches!(value, Value::Row(_))) {
                    Some(row) => values.swap_remove(row),
                    None => self.combined(&values, span),
                }
            }
            (_, [first, rest @ ..]) => self.changed(name, first, rest, span),
            _ => Value::Computed,
        }
    }

    fn if_value(&mut self, cond: &Expr, then: &Expr, other: &Expr) -> Value {
        let cond = self.eval_cond(cond);
        let then = self.value(then);
        let other = self.value(other);
        choice(self.still_open(cond), then, other)
    }

    /// What the searches so far leave open of a condition: `type="EXECVE"` holds of all that `search type=EXECVE`
    /// found.
    fn still_open(&self, cond: Cond) -> Cond {
        match cond {
            Cond::All(parts) => parts
                .into_iter()
                .map(|part| self.still_open(part))
                .fold(Cond::TRUE, Cond::and),
            Cond::Leaf(Logic::Pred(asked)) if self.branches.iter().all(|it| it.requires(&asked)) => {
                Cond::TRUE
            }
            open => open,
        }
    }

    /// `case(cond, value, …)`: the first condition that holds decides, null if none does.
    fn case_value(&mut self, args: &[Expr]) -> Value {
        let mut pairs = Vec::new();
        for pair in args.chunks_exact(2) {
            let cond = self.eval_cond(&pair[0]);
            pairs.push((self.still_open(cond), self.value(&pair[1])));
        }
        pairs
            .into_iter()
            .rev()
            .fold(Value::Null, |other, (cond, then)| choice(cond, then, other))
    }

    /// The first of several that is not null: which of them is a documented loss. A literal stands in where all
    /// before it are missing.
    fn coalesce(&mut self, args: &[Expr]) -> Value {
        let mut values: Vec<Value> = args.iter().map(|arg| self.value(arg)).collect();
        values.retain(|value| !matches!(value, Value::Null));
        let literal = values.iter().position(Value::is_literal);
        let rest = literal.map(|at| values.split_off(at)).unwrap_or_default();
        if values.first().is_some_and(|first| first.origin().is_some()) {
            values.retain(|value| value.origin().is_some());
        } else {
            values.truncate(1);
        }
        let first = match values.len() {
            0 => return rest.into_iter().next().unwrap_or(Value::Null),
            1 => values.remove(0),
            _ => Value::AnyOf(Rc::new(values)).map_fields(&|field| {
                let loss = field.loss.or(Some(Loss::FirstSource));
                Value::Field(Field { loss, ..field })
            }),
        };
        match rest.into_iter().next() {
            Some(literal) if first.origin().is_some() => {
                let there = self.check(&first, &Test::Exists, Span::default());
                choice(there, first, literal)
            }
            _ => first,
        }
    }

    fn presence(&mut self, name: &str, inner: &Expr, span: Span) -> Value {
        let value = self.value(inner);
        let cond = self.check(&value, &Test::Exists, span);
        Value::Truth(Rc::new(if name == "isnull" { cond.not() } else { cond }))
    }

    /// `mvfilter(condition on the values of one field)`.
    fn filtered(&mut self, cond: &Expr) -> Value {
        let Some(field) = first_field(cond).map(|name| self.columns.get(name)) else {
            return Value::Computed;
        };
        let cond = self.eval_cond(cond);
        match field {
            Value::Field(field) => Value::Filtered(Rc::new(cond), field),
            row @ Value::Row(_) => row,
            _ => Value::Computed,
        }
    }

    /// A member of a document.
    fn path(&mut self, inner: &Expr, path: &str) -> Value {
        match self.value(inner) {
            Value::Field(field) if field.event_name() == "_raw" => Value::field(path),
            Value::Field(field) if field.is_whole() => Value::Field(Field {
                name: format!("{}.{path}", field.event_name()),
                origin: None,
                ..field
            }),
            _ => Value::Computed,
        }
    }

    /// Functions that change their first argument somehow.
    fn changed(&mut self, name: &str, first: &Expr, rest: &[Expr], span: Span) -> Value {
        let value = self.value(first);
        if let Some(change) = change(name) {
            return apply(change, value);
        }
        if let (Value::Aggregate(_), true) = (&value, ROUNDING.contains(&name)) {
            return value;
        }
        let mut values = vec![value];
        values.extend(rest.iter().map(|arg| self.value(arg)));
        self.combined(&values, span)
    }

    /// Functions that are conditions.
    fn test_call(&mut self, name: &str, args: &[Expr], span: Span) -> Cond {
        match (name, args) {
            ("match", [inner, Expr::Text(regex, _)]) => {
                let value = self.value(inner);
                self.check(&value, &Test::Regex(regex.clone()), span)
            }
            ("match", [Expr::Compare { left, right, .. }]) => match right.as_ref() {
                Expr::Text(regex, _) => {
                    self.remark(span, "match takes a field and a regular expression", false);
                    let value = self.value(left);
                    self.check(&value, &Test::Regex(regex.clone()), span)
                }
                _ => self.opaque(span, Reason::Syntax),
            },
            ("like", [inner, Expr::Text(pattern, _)]) => {
                let value = self.value(inner);
                let patterns = vec![like(&plain(pattern))];
                self.check(
                    &value,
                    &Test::Like {
                        patterns,
                        cased: true,
                    },
                    span,
                )
            }
            ("cidrmatch", [Expr::Text(net, _), inner]) => {
                let value = self.value(inner);
                self.check(&value, &Test::Cidr(vec![net.clone()]), span)
            }
            ("in", [inner, values @ ..]) => self.member(inner, values, span),
            ("searchmatch", [Expr::Text(text, at)]) => self.searchmatch(text, *at),
            _ => self.opaque(span, Reason::Computed),
        }
    }

    /// `searchmatch("search expression")`: its text is read as one.
    fn searchmatch(&mut self, text: &str, at: Span) -> Cond {
        if !self.reader.depth.enter() {
            return self.too_deep(at);
        }
        let inner = Text::at(plain(text), self.text.place(at));
        let mut remarks = Vec::new();
        let expr = search::parse(inner.as_str(), Span::new(0, inner.as_str().len()), &mut remarks);
        let columns = std::mem::take(&mut self.columns);
        let mut flow = Flow::new(&inner, self.reader);
        flow.columns = columns;
        flow.is_base = false;
        let cond = flow.search_cond(&expr, false);
        self.columns = std::mem::take(&mut flow.columns);
        self.reader.depth.leave();
        cond
    }
}

/// What a function makes of a value; alternatives change one by one.
fn apply(change: Change, value: Value) -> Value {
    match (value, change) {
        (Value::Choice(both), change) => {
            let then = apply(change, both.then.clone());
            choice(both.cond.clone(), then, apply(change, both.other.clone()))
        }
        (Value::AnyOf(values), change) => {
            let changed = values.iter().map(|value| apply(change, value.clone()));
            Value::AnyOf(Rc::new(changed.collect()))
        }
        (Value::Field(field), Change::Case) => Value::Field(Field {
            cased: false,
            ..field
        }),
        (Value::Field(field), Change::Decoded) => Value::Field(field.lossy(Loss::Encoded)),
        (Value::Field(field), Change::Member) if !field.is_piece => {
            Value::Field(field.lossy(Loss::PartOfValue))
        }
        (Value::Field(field), Change::Piece | Change::Member) => Value::Field(field.cut(Part::Piece)),
        (Value::Text(_), Change::Piece | Change::Decoded) => Value::Computed,
        (other, _) => other,
    }
}

/// `if(cond, then, other)`, unless the condition is constant.
pub(super) fn choice(cond: Cond, then: Value, other: Value) -> Value {
    match (cond.is_true(), cond.is_false()) {
        (true, _) => then,
        (_, true) => other,
        _ if matches!(cond, Cond::Plumbing) && then.is_literal() => Value::Time,
        _ => Value::Choice(Rc::new(Choice { cond, then, other })),
    }
}

/// What a function does to its argument.
#[derive(Clone, Copy)]
enum Change {
    /// Nothing that a comparison minds.
    Nothing,
    /// Its case.
    Case,
    /// It takes one of several values, or makes one of several.
    Member,
    /// It takes a piece of it.
    Piece,
    /// It decodes it.
    Decoded,
}

/// Functions that keep an aggregate what it is.
const ROUNDING: &[&str] = &["round", "floor", "ceil", "ceiling", "exact", "sigfig", "abs"];

fn change(name: &str) -> Option<Change> {
    Some(match name {
        "lower" | "upper" => Change::Case,
        "trim" | "tostring" | "tonumber" | "mvdedup" | "mvsort" => Change::Nothing,
        "mvindex" | "mvjoin" => Change::Member,
        "ltrim" | "rtrim" | "split" | "substr" | "replace" => Change::Piece,
        "urldecode" => Change::Decoded,
        _ => return None,
    })
}

/// The pattern of `like`: `%` any run, `_` one character.
fn like(text: &str) -> Pattern {
    let mut pattern = Pattern::new();
    for c in text.chars() {
        match c {
            '%' => pattern.push_any_run(),
            '_' => pattern.push_any_one(),
            c => pattern.push(c),
        }
    }
    pattern
}

/// The first field an expression names.
fn first_field(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Field(name, _) => Some(name),
        Expr::Call { args: parts, .. }
        | Expr::All(parts, _)
        | Expr::Any(parts, _)
        | Expr::Arithmetic { parts, .. } => parts.iter().find_map(first_field),
        Expr::Not(inner, _) => first_field(inner),
        Expr::Compare { left, right, .. } => first_field(left).or_else(|| first_field(right)),
        Expr::Member { left, .. } => first_field(left),
        Expr::Text(..) | Expr::Number(..) | Expr::Macro(_) | Expr::Bad(..) => None,
    }
}
