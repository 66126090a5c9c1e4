//! Comparisons to conditions.

use std::rc::Rc;

use ruff_python_ast::{self as ast, CmpOp};

use rule::{Loss, Operator, Reason};

use super::cond::Cond;
use super::constant::Const;
use super::interpreter::{Frame, Interpreter};
use super::value::{Field, Items, Key, Value, View};

impl<'a> Interpreter<'a> {
    /// `a < b <= c`: every neighbouring pair.
    pub(super) fn comparison(&mut self, it: &'a ast::ExprCompare, frame: &mut Frame<'a>) -> Value<'a> {
        let mut left = self.evaluate(&it.left, frame);
        let mut parts = Vec::new();
        for (op, right) in it.ops.iter().zip(&it.comparators) {
            let right = self.evaluate(right, frame);
            self.stand_at(frame, it);
            parts.push(self.compare(&left, *op, &right));
            left = right;
        }
        Value::from(Cond::all(parts))
    }

    /// Two values compared; alternatives on either side are compared one by one.
    pub(super) fn compare(&mut self, left: &Value<'a>, op: CmpOp, right: &Value<'a>) -> Cond {
        let positive = match op {
            CmpOp::NotEq => CmpOp::Eq,
            CmpOp::NotIn => CmpOp::In,
            CmpOp::IsNot => CmpOp::Is,
            _ => return self.positive(left, op, right),
        };
        let cond = self.positive(left, positive, right);
        // The text of a comparison that was not followed already says "not".
        if self.is_here(&cond) { cond } else { cond.not() }
    }

    fn positive(&mut self, left: &Value<'a>, op: CmpOp, right: &Value<'a>) -> Cond {
        if !self.enter() {
            return self.unknown_condition(Reason::ControlFlow);
        }
        let cond = self.distributed(left, op, right);
        self.leave();
        cond
    }

    fn distributed(&mut self, left: &Value<'a>, op: CmpOp, right: &Value<'a>) -> Cond {
        match (left, right) {
            (Value::Choice(cond, a, b, _), _) => {
                let (a, b) = (self.positive(a, op, right), self.positive(b, op, right));
                cond.either(a, b)
            }
            (_, Value::Choice(cond, a, b, _)) => {
                let (a, b) = (self.positive(left, op, a), self.positive(left, op, b));
                cond.either(a, b)
            }
            (Value::Either(options), _) => {
                // Nothing is there only if none of the alternatives is.
                let absent = is_absent(right) && matches!(op, CmpOp::Eq | CmpOp::Is);
                let parts: Vec<Cond> = options.iter().map(|it| self.positive(it, op, right)).collect();
                if absent {
                    Cond::all(parts)
                } else {
                    Cond::any(parts)
                }
            }
            (_, Value::Either(options)) => Cond::any(
                options
                    .iter()
                    .map(|it| self.positive(left, op, it))
                    .collect::<Vec<_>>(),
            ),
            (Value::Time(_), _) | (_, Value::Time(_)) => self.compare_times(left, op, right),
            (Value::Opaque(unknown), _) | (_, Value::Opaque(unknown)) => self.widened(unknown),
            (Value::Field(field), Value::Placeholder(name))
            | (Value::Placeholder(name), Value::Field(field)) => self.lookup(field, name),
            (Value::Placeholder(_), _) | (_, Value::Placeholder(_)) => Cond::Silent,
            _ => match op {
                CmpOp::Eq | CmpOp::Is => self.equal(left, right),
                CmpOp::In => self.within(left, right),
                _ => self.ordered(left, op, right),
            },
        }
    }

    /// A comparison with something unknown: the whole comparison is unknown, for the other's reason.
    fn widened(&mut self, unknown: &Rc<super::value::Unknown>) -> Cond {
        self.unknown_condition(unknown.why)
    }

    fn equal(&mut self, left: &Value<'a>, right: &Value<'a>) -> Cond {
        match (left, right) {
            (Value::Const(a, _), Value::Const(b, _)) => a.equals(b).into(),
            (Value::Const(..), _) => self.equal_constant(right, left),
            (_, Value::Const(..)) => self.equal_constant(left, right),
            (Value::Field(a), Value::Field(b)) => self.same_field(a, b),
            (Value::Items(items), other) | (other, Value::Items(items)) => self.some_equal(items, other),
            (Value::Field(_), Value::List(parts)) if parts.len() == 1 => {
                self.compare(left, CmpOp::Eq, &parts[0])
            }
            (Value::List(parts), Value::List(others)) if parts.len() == others.len() => {
                let pairs = parts.iter().zip(others.iter());
                Cond::all(
                    pairs
                        .map(|(a, b)| self.compare(a, CmpOp::Eq, b))
                        .collect::<Vec<_>>(),
                )
            }
            (Value::Cond(a), Value::Cond(b)) => a.either(b.clone(), b.clone().not()),
            (Value::Event, Value::Event) => Cond::True,
            _ => self.unknown_condition(Reason::Computed),
        }
    }

    fn equal_constant(&mut self, value: &Value<'a>, constant: &Value<'a>) -> Cond {
        let Value::Const(wanted, name) = constant else {
            return self.unknown_condition(Reason::Computed);
        };
        match (value, &**wanted) {
            (Value::Field(field), Const::None) => self.present_at_all(field).not(),
            (Value::Field(field), wanted) if wanted.is_empty_container() => self.present(field).not(),
            (Value::Field(field), Const::List(items)) if items.len() == 1 => {
                self.leaf(&field.child(Key::Member), Operator::Eq, items, *name)
            }
            (Value::Field(_), Const::List(_) | Const::Dict(_)) => self.unknown_condition(Reason::Computed),
            (Value::Field(field), wanted) => {
                self.leaf(field, Operator::Eq, std::slice::from_ref(wanted), *name)
            }
            (Value::Cond(cond), Const::Bool(true)) => cond.clone(),
            (Value::Cond(cond), Const::Bool(false) | Const::None) => cond.clone().not(),
            (Value::Items(items), Const::Int(0)) => self.truth(&Value::Items(items.clone())).not(),
            (Value::Items(items), Const::Int(_)) => self.truth(&Value::Items(items.clone())),
            (Value::Items(items), wanted) if !wanted.is_truthy() => {
                self.truth(&Value::Items(items.clone())).not()
            }
            (Value::Items(items), Const::List(_)) => self.truth(&Value::Items(items.clone())),
            (Value::Items(items), _) => self.some_equal(items, constant),
            (Value::List(parts), Const::List(items)) if parts.len() == items.len() => self.row(parts, items),
            (Value::List(_) | Value::Dict(_) | Value::Event | Value::Function(_) | Value::Regex(_), _) => {
                Cond::False
            }
            _ => self.unknown_condition(Reason::Computed),
        }
    }

    /// A field is not null: a default stands in for a missing one.
    fn present_at_all(&mut self, field: &Field) -> Cond {
        match &field.default {
            Some(Const::None) | None => self.present(field),
            Some(_) => Cond::True,
        }
    }

    fn row(&mut self, parts: &[Value<'a>], wanted: &[Const]) -> Cond {
        let pairs = parts.iter().zip(wanted);
        let each = pairs.map(|(part, wanted)| self.compare(part, CmpOp::Eq, &Value::from(wanted.clone())));
        Cond::all(each.collect::<Vec<_>>())
    }

    fn some_equal(&mut self, items: &Items<'a>, value: &Value<'a>) -> Cond {
        let mut parts = Vec::new();
        for (element, cond) in &items.entries {
            let same = self.compare(element, CmpOp::Eq, value);
            parts.push(Cond::all([cond.clone(), same]));
        }
        Cond::any(parts)
    }

    /// `left in right`.
    fn within(&mut self, left: &Value<'a>, right: &Value<'a>) -> Cond {
        match (left, right) {
            (Value::Const(a, _), Value::Const(b, _)) => match b.contains(a) {
                Some(yes) => yes.into(),
                None => Cond::False,
            },
            (Value::Field(field), Value::Const(constant, name)) => self.field_within(field, constant, *name),
            (Value::Const(constant, name), Value::Field(field)) => self.field_holds(field, constant, *name),
            (Value::Const(constant, _), Value::Event) => match constant.as_str() {
                Some(name) => self.present(&Field::new(vec![Key::Name(name.to_owned())])),
                None => Cond::False,
            },
            (Value::Field(field), Value::Networks(networks, name)) => {
                let networks: Vec<Const> = networks.iter().map(Const::text).collect();
                self.leaf(field, Operator::CidrMatch, &networks, *name)
            }
            (Value::Field(a), Value::Field(b)) => {
                self.lose(Loss::PartOfValue);
                self.same_field(a, b)
            }
            (Value::List(parts), Value::Const(constant, _)) => {
                let rows = constant.items().unwrap_or_default().into_iter();
                let rows = rows.filter_map(|row| match row {
                    Const::List(items) if items.len() == parts.len() => Some(self.row(parts, &items)),
                    _ => None,
                });
                Cond::any(rows.collect::<Vec<_>>())
            }
            (_, Value::List(parts)) => Cond::any(
                parts
                    .iter()
                    .map(|part| self.compare(left, CmpOp::Eq, part))
                    .collect::<Vec<_>>(),
            ),
            (_, Value::Dict(entries)) => Cond::any(
                entries
                    .iter()
                    .map(|(key, _)| self.compare(left, CmpOp::Eq, key))
                    .collect::<Vec<_>>(),
            ),
            (_, Value::Items(items)) => self.some_equal(items, left),
            (Value::Items(items), _) => {
                let mut parts = Vec::new();
                for (element, cond) in &items.entries {
                    let inside = self.compare(element, CmpOp::In, right);
                    parts.push(Cond::all([cond.clone(), inside]));
                }
                Cond::any(parts)
            }
            _ => self.unknown_condition(Reason::Computed),
        }
    }

    fn field_within(&mut self, field: &Field, constant: &Const, name: Option<&'a str>) -> Cond {
        match constant {
            Const::Text(_) => {
                // The field's value is a part of the text; a forgotten comma, mostly.
                self.lose(Loss::PartOfValue);
                self.leaf(field, Operator::Eq, std::slice::from_ref(constant), name)
            }
            _ => self.member(field, constant, name, Operator::Eq),
        }
    }

    /// A field compared with each of some constants.
    pub(super) fn member_of(
        &mut self,
        field: &Field,
        op: Operator,
        items: &[Const],
        name: Option<&'a str>,
    ) -> Cond {
        let (mut words, mut parts) = (Vec::new(), Vec::new());
        for item in items {
            match item {
                Const::None => parts.push(self.present(field).not()),
                Const::List(inner) if inner.is_empty() => parts.push(self.present(field).not()),
                Const::List(_) | Const::Dict(_) => parts.push(self.unknown_condition(Reason::Computed)),
                word => words.push(word.clone()),
            }
        }
        if !words.is_empty() {
            parts.insert(0, self.leaf(field, op, &words, name));
        }
        Cond::any(parts)
    }

    /// Membership in a constant collection; an empty one with a name is for the customer to fill in.
    pub(super) fn member(
        &mut self,
        field: &Field,
        constant: &Const,
        name: Option<&'a str>,
        op: Operator,
    ) -> Cond {
        match (constant.items(), name) {
            (Some(items), Some(name)) if items.is_empty() => self.lookup(field, name),
            (Some(items), _) => self.member_of(field, op, &items, name),
            (None, _) => Cond::False,
        }
    }

    /// `"x" in field`: a part of a text, an element of a list or a key of a mapping.
    fn field_holds(&mut self, field: &Field, constant: &Const, name: Option<&'a str>) -> Cond {
        let op = match field.view {
            View::Pieces(..) => Operator::Eq,
            _ => Operator::Contains,
        };
        match constant {
            Const::None | Const::List(_) | Const::Dict(_) => self.unknown_condition(Reason::Computed),
            word => self.leaf(field, op, std::slice::from_ref(word), name),
        }
    }

    /// How many elements pass. What can be said of an event list is that some do and that the list is long
    /// enough.
    fn counted(&mut self, items: &Rc<Items<'a>>, op: CmpOp, count: &Const) -> Cond {
        self.lose(Loss::LoopAsExists);
        let (least, enough) = match (op, count.as_int()) {
            (CmpOp::Gt | CmpOp::LtE, Some(n)) => (n.saturating_add(1), op == CmpOp::Gt),
            (_, Some(n)) => (n, op == CmpOp::GtE),
            _ => return self.unknown_condition(Reason::Computed),
        };
        let mut parts = vec![self.truth(&Value::Items(items.clone()))];
        if let ([(Value::Field(element), _)], 2..) = (items.entries.as_slice(), least)
            && let Some(list) = element.list()
        {
            parts.push(self.leaf(
                &list.seen(View::Length),
                Operator::Gte,
                &[Const::Int(least)],
                None,
            ));
        }
        let some = Cond::all(parts);
        if enough { some } else { some.not() }
    }

    fn ordered(&mut self, left: &Value<'a>, op: CmpOp, right: &Value<'a>) -> Cond {
        match (left, right) {
            (Value::Const(a, _), Value::Const(b, _)) => match a.order(b) {
                Some(order) => passes(order, op).into(),
                None => Cond::False,
            },
            (Value::Const(..), _) => self.ordered(right, mirrored(op), left),
            (Value::Field(field), Value::Const(constant, name)) => match constant.scalar() {
                Some(_) => self.leaf(field, operator(op), std::slice::from_ref(constant), *name),
                None => self.unknown_condition(Reason::Computed),
            },
            (Value::Items(items), Value::Const(constant, _)) => self.counted(items, op, constant),
            _ => self.unknown_condition(Reason::Computed),
        }
    }
}

fn is_absent(value: &Value<'_>) -> bool {
    value.constant().is_some_and(|it| !it.is_truthy())
}

fn passes(order: std::cmp::Ordering, op: CmpOp) -> bool {
    match op {
        CmpOp::Lt => order.is_lt(),
        CmpOp::LtE => order.is_le(),
        CmpOp::Gt => order.is_gt(),
        CmpOp::GtE => order.is_ge(),
        _ => false,
    }
}

fn mirrored(op: CmpOp) -> CmpOp {
    match op {
        CmpOp::Lt => CmpOp::Gt,
        CmpOp::LtE => CmpOp::GtE,
        CmpOp::Gt => CmpOp::Lt,
        CmpOp::GtE => CmpOp::LtE,
        other => other,
    }
}

fn operator(op: CmpOp) -> Operator {
    match op {
        CmpOp::Lt => Operator::Lt,
        CmpOp::LtE => Operator::Lte,
        CmpOp::Gt => Operator::Gt,
        _ => Operator::Gte,
    }
}
