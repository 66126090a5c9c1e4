//! Comprehensions, and what asks about all elements of a collection.

use std::rc::Rc;

use ruff_python_ast::{Comprehension, Expr};

use rule::{Loss, Operator, Reason};

use super::arguments::Arguments;
use super::cond::Cond;
use super::constant::Const;
use super::interpreter::{Frame, Interpreter};
use super::value::{Items, Key, Value, View};

/// How many elements of a constant are looked at one by one.
const MAX_ITEMS: usize = 400;

/// An element and the condition under which it belongs to its collection.
type Entry<'a> = (Value<'a>, Cond);

impl<'a> Interpreter<'a> {
    /// The elements of a collection, and whether one may stand for many. `None` if it is not known to be one.
    pub(super) fn elements(&mut self, value: &Value<'a>) -> Option<(Vec<Entry<'a>>, bool)> {
        let closed = |values: Vec<Value<'a>>| {
            let entries = values
                .into_iter()
                .take(MAX_ITEMS)
                .map(|value| (value, Cond::True));
            (entries.collect(), false)
        };
        match value {
            Value::Const(constant, _) => match &**constant {
                Const::None => Some((Vec::new(), false)),
                constant => Some(closed(constant.items()?.into_iter().map(Value::from).collect())),
            },
            Value::List(parts) => {
                let open = parts
                    .iter()
                    .any(|part| matches!(part, Value::Field(field) if field.is_element()));
                Some((closed(parts.to_vec()).0, open))
            }
            Value::Dict(entries) => Some(closed(entries.iter().map(|(key, _)| key.clone()).collect())),
            Value::Field(field) => Some((vec![(self.element(field), Cond::True)], true)),
            Value::Placeholder(_) => Some((vec![(value.clone(), Cond::True)], true)),
            Value::Items(items) => Some((items.entries.clone(), items.open)),
            Value::Either(options) => {
                let mut elements = Vec::new();
                for option in options.iter() {
                    elements.extend(self.elements(option)?.0.into_iter().map(|(value, _)| value));
                }
                Some((vec![(Value::Either(Rc::new(elements)), Cond::True)], true))
            }
            Value::Choice(cond, a, b, _) => {
                let ((a, open_a), (b, open_b)) = (self.elements(a)?, self.elements(b)?);
                let mut entries = under(cond, a);
                entries.extend(under(&cond.clone().not(), b));
                Some((entries, open_a || open_b))
            }
            _ => None,
        }
    }

    /// `[element for … in … if …]`.
    pub(super) fn comprehension(
        &mut self,
        element: &'a Expr,
        generators: &'a [Comprehension],
        frame: &mut Frame<'a>,
    ) -> Value<'a> {
        let mut inner = frame.clone();
        let mut found = Vec::new();
        let mut open = false;
        self.generate(element, generators, Cond::True, &mut inner, &mut found, &mut open);
        let constant = !open
            && found
                .iter()
                .all(|(value, cond)| *cond == Cond::True && value.constant().is_some());
        if constant {
            return Value::list(found.into_iter().map(|(value, _)| value).collect());
        }
        Value::Items(Rc::new(Items { entries: found, open }))
    }

    fn generate(
        &mut self,
        element: &'a Expr,
        generators: &'a [Comprehension],
        passed: Cond,
        frame: &mut Frame<'a>,
        found: &mut Vec<Entry<'a>>,
        open: &mut bool,
    ) {
        let Some((generator, rest)) = generators.split_first() else {
            let value = self.evaluate(element, frame);
            found.push((value, passed));
            return;
        };
        let iterated = self.evaluate(&generator.iter, frame);
        self.stand_at(frame, &generator.iter);
        let (elements, is_open) = self.elements_or_unknown(&iterated);
        *open |= is_open;
        for (value, cond) in elements {
            self.bind(&generator.target, value, frame);
            let mut passed = vec![passed.clone(), cond];
            for test in &generator.ifs {
                passed.push(self.test(test, frame));
            }
            let passed = Cond::all(passed);
            if passed != Cond::False {
                self.generate(element, rest, passed, frame, found, open);
            }
        }
    }

    /// The elements of a collection; something unknown if it is not known to be one.
    pub(super) fn elements_or_unknown(&mut self, value: &Value<'a>) -> (Vec<Entry<'a>>, bool) {
        match self.elements(value) {
            Some(elements) => elements,
            None => {
                let why = match value {
                    Value::Opaque(unknown) => unknown.why,
                    Value::Library(path) => super::builtins::why_missing(path),
                    _ => Reason::Computed,
                };
                (vec![(self.unknown(why), Cond::True)], true)
            }
        }
    }

    /// `{key: value for … in …}`.
    pub(super) fn mapping_comprehension(
        &mut self,
        key: &'a Expr,
        value: &'a Expr,
        generators: &'a [Comprehension],
        frame: &mut Frame<'a>,
    ) -> Value<'a> {
        let keys = self.comprehension(key, generators, frame);
        let values = self.comprehension(value, generators, frame);
        match (self.elements(&keys), self.elements(&values)) {
            (Some((keys, _)), Some((values, _)))
                if keys.len() == values.len() && keys.iter().all(|(_, cond)| *cond == Cond::True) =>
            {
                let pairs = keys.into_iter().zip(values);
                Value::dict(pairs.map(|((key, _), (value, _))| (key, value)).collect())
            }
            _ => self.unknown(Reason::Computed),
        }
    }

    /// `any(…)`.
    pub(super) fn some_of(&mut self, value: &Value<'a>) -> Cond {
        let (elements, open) = self.elements_or_unknown(value);
        if open {
            self.lose(Loss::LoopAsExists);
        }
        let mut parts = Vec::new();
        for (element, cond) in elements {
            let holds = self.truth(&element);
            parts.push(Cond::all([cond, holds]));
        }
        Cond::any(parts)
    }

    /// `all(…)`.
    pub(super) fn all_of(&mut self, value: &Value<'a>) -> Cond {
        let (elements, open) = self.elements_or_unknown(value);
        if open {
            self.lose(Loss::LoopAsExists);
        }
        let mut parts = Vec::new();
        for (element, cond) in elements {
            let holds = self.truth(&element);
            parts.push(Cond::any([cond.not(), holds]));
        }
        Cond::all(parts)
    }

    /// `next(…)`: some element.
    pub(super) fn next_of(&mut self, value: &Value<'a>) -> Value<'a> {
        match self.elements(value) {
            Some((elements, _)) => match elements.into_iter().next() {
                Some((element, Cond::True)) => element,
                Some((element, cond)) => Value::choice(cond, element, Value::NONE()),
                None => Value::NONE(),
            },
            None => self.unknown(Reason::Computed),
        }
    }

    /// `list(…)` and its like: the same collection.
    pub(super) fn collected(&mut self, value: &Value<'a>) -> Value<'a> {
        match value {
            Value::Const(constant, name) => match constant.items() {
                Some(items) if !matches!(**constant, Const::Dict(_)) => {
                    Value::Const(Rc::new(Const::List(items)), *name)
                }
                _ => value.clone(),
            },
            other => other.clone(),
        }
    }

    /// `map(f, …)` and `filter(f, …)`.
    pub(super) fn mapped(
        &mut self,
        is_map: bool,
        function: &Value<'a>,
        over: Option<&Value<'a>>,
    ) -> Value<'a> {
        let Some((elements, open)) = over.and_then(|over| self.elements(over)) else {
            return self.unknown(Reason::Computed);
        };
        let mut entries = Vec::new();
        for (element, cond) in elements {
            let result = match function {
                Value::Const(..) => element.clone(),
                function => self.call(function, &Arguments::one(element.clone())),
            };
            entries.push(if is_map {
                (result, cond)
            } else {
                let passed = self.truth(&result);
                (element, Cond::all([cond, passed]))
            });
        }
        Value::Items(Rc::new(Items { entries, open }))
    }

    /// `enumerate(…)`: places of event elements are unknown.
    pub(super) fn enumerated(&mut self, value: &Value<'a>) -> Value<'a> {
        let (elements, open) = self.elements_or_unknown(value);
        let place = |place: usize, it: &Self| match (open, i64::try_from(place)) {
            (false, Ok(place)) => Value::from(Const::Int(place)),
            _ => it.unknown(Reason::Computed),
        };
        let entries = elements.into_iter().enumerate();
        let entries = entries.map(|(n, (value, cond))| (Value::list(vec![place(n, self), value]), cond));
        Value::Items(Rc::new(Items {
            entries: entries.collect(),
            open,
        }))
    }

    /// Methods that compare two collections.
    pub(super) fn set_method(
        &mut self,
        base: &Value<'a>,
        name: &str,
        arguments: &Arguments<'a>,
    ) -> Value<'a> {
        let Some(other) = arguments.first().cloned() else {
            return base.clone();
        };
        match name {
            "intersection" => self.intersection(base, &other),
            "isdisjoint" => {
                let common = self.intersection(base, &other);
                Value::from(self.truth(&common).not())
            }
            "union" => self.operate(base, ruff_python_ast::Operator::BitOr, &other),
            "difference" => self.operate(base, ruff_python_ast::Operator::Sub, &other),
            "issubset" => Value::from(self.contained(base, &other)),
            _ => Value::from(self.contained(&other, base)),
        }
    }

    /// The common elements of two collections.
    pub(super) fn intersection(&mut self, left: &Value<'a>, right: &Value<'a>) -> Value<'a> {
        match (left, right) {
            (Value::Field(field), Value::Const(constant, name))
            | (Value::Const(constant, name), Value::Field(field)) => {
                let field = match field.view {
                    View::Whole => field.child(Key::Member),
                    _ => field.seen(View::Part(None)),
                };
                let element = Value::from(field.clone());
                let common = self.member(&field, constant, *name, Operator::Eq);
                Value::Items(Rc::new(Items {
                    entries: vec![(element, common)],
                    open: false,
                }))
            }
            (Value::Choice(cond, a, b, _), _) => {
                let (a, b) = (self.intersection(a, right), self.intersection(b, right));
                Value::choice(cond.clone(), a, b)
            }
            (_, Value::Choice(cond, a, b, _)) => {
                let (a, b) = (self.intersection(left, a), self.intersection(left, b));
                Value::choice(cond.clone(), a, b)
            }
            (Value::Opaque(_), _) => left.clone(),
            (_, Value::Opaque(_)) => right.clone(),
            _ => match (self.elements(left), self.elements(right)) {
                (Some((elements, open)), Some(_)) => {
                    let mut entries = Vec::new();
                    for (element, cond) in elements {
                        let inside = self.compare(&element, ruff_python_ast::CmpOp::In, right);
                        entries.push((element, Cond::all([cond, inside])));
                    }
                    Value::Items(Rc::new(Items { entries, open }))
                }
                _ => self.unknown(Reason::Computed),
            },
        }
    }

    /// Every element of one collection is in the other.
    fn contained(&mut self, inner: &Value<'a>, outer: &Value<'a>) -> Cond {
        let (elements, open) = self.elements_or_unknown(inner);
        if open {
            self.lose(Loss::LoopAsExists);
        }
        let mut parts = Vec::new();
        for (element, cond) in elements {
            let inside = match (&element, outer) {
                // A field that is a collection holds the element whole, not as a part of its text.
                (Value::Const(constant, name), Value::Field(field)) => self.leaf(
                    &field.child(Key::Member),
                    Operator::Eq,
                    std::slice::from_ref(constant),
                    *name,
                ),
                _ => self.compare(&element, ruff_python_ast::CmpOp::In, outer),
            };
            parts.push(Cond::any([cond.not(), inside]));
        }
        Cond::all(parts)
    }
}

fn under<'a>(cond: &Cond, entries: Vec<Entry<'a>>) -> Vec<Entry<'a>> {
    let both = |(value, inner)| (value, Cond::all([cond.clone(), inner]));
    entries.into_iter().map(both).collect()
}
