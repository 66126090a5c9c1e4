//! The operators of a pipeline.

use rule::Reason;

use super::Lowerer;
use super::flow::{Branch, Columns, Event, Flow};
use super::lowered::Lowered;
use super::scalar::{Aggregate, Field, Scalar};
use super::scope::Binding;
use crate::kusto::ast::{Access, Argument, Expr, Junction, Kind, Named, Operator, Stage};

/// More branches than any author writes by hand.
const MAX_BRANCHES: usize = 128;

impl Lowerer<'_> {
    /// Runs one operator.
    pub(super) fn stage(&mut self, mut flow: Flow, stage: &Stage) -> Flow {
        if !self.spend(1 + flow.branches.len()) {
            return flow;
        }
        match &stage.operator {
            Operator::Where(condition) => self.filter(&mut flow, condition),
            Operator::Extend(items) => self.extend(&mut flow, items),
            Operator::Expand(items) => self.expand(&mut flow, items),
            Operator::Project(items) => self.project(&mut flow, items),
            Operator::Summarize(aggregates, by) => self.summarize(&mut flow, aggregates, by),
            Operator::Join(kind, right, on) => return self.join(flow, *kind, right, on),
            Operator::Union(operands) => return self.union(flow, operands, stage),
            Operator::Apply(items, stages) => return self.apply(flow, items, stages),
            Operator::Fork(pipelines) => return self.fork(&flow, pipelines, stage),
            Operator::Parse(text, names) => self.parse(&mut flow, text, names),
            Operator::Evaluate(call) => self.evaluate(&mut flow, call),
            Operator::Invoke(call) => return self.invoke(flow, call),
            Operator::Search(tables, condition) => return self.search(flow, tables, condition, stage),
            Operator::Count => count(&mut flow),
            Operator::Plumbing => {}
            Operator::Unknown => self.opaque(&mut flow, stage, Reason::Unsupported),
            Operator::Broken => self.opaque(&mut flow, stage, Reason::Syntax),
        }
        flow
    }

    /// Every part of an `and` goes to the event it is about.
    fn filter(&mut self, flow: &mut Flow, condition: &Expr) {
        if flow.branches.is_empty() {
            flow.branches.push(Branch::of(Event::default()));
        }
        let parts = match &condition.kind {
            Kind::Junction(Junction::And, parts) => parts.as_slice(),
            _ => std::slice::from_ref(condition),
        };
        for branch in &mut flow.branches {
            for part in parts {
                let lowered = self.condition(part, &branch.columns);
                branch.add(lowered);
            }
        }
        for part in parts {
            self.semi_join(flow, part);
        }
    }

    fn opaque(&mut self, flow: &mut Flow, stage: &Stage, why: Reason) {
        if flow.branches.is_empty() {
            flow.branches.push(Branch::of(Event::default()));
        }
        for branch in &mut flow.branches {
            branch.add(Lowered::opaque(self.text, why, stage.span));
        }
    }

    /// A column that `parse` cuts out of a text goes by the name the author gave it.
    fn parse(&mut self, flow: &mut Flow, text: &Expr, names: &[String]) {
        for branch in &mut flow.branches {
            let text = self.eval(text, &branch.columns);
            for name in names {
                let whole = match &text {
                    Scalar::Field(field) => field.clone(),
                    _ => Field::new(name.as_str()),
                };
                let value = branch.claim(Scalar::Field(whole.part_of()).named(name));
                branch.columns.set(name.as_str(), value);
            }
        }
    }

    pub(super) fn extend(&mut self, flow: &mut Flow, items: &[Named]) {
        for branch in &mut flow.branches {
            for item in items {
                let value = self.eval(&item.value, &branch.columns);
                let value = branch.claim(value);
                assign(&mut branch.columns, item, &value);
            }
        }
    }

    /// A row for each element of a list: an element goes by the name it is given.
    fn expand(&mut self, flow: &mut Flow, items: &[Named]) {
        for branch in &mut flow.branches {
            for item in items {
                let value = self.eval(&item.value, &branch.columns);
                let value = branch.claim(value);
                match item.names.as_slice() {
                    [name] => branch.columns.set(name.as_str(), element(name, value)),
                    _ => assign(&mut branch.columns, item, &value),
                }
            }
        }
    }

    fn project(&mut self, flow: &mut Flow, items: &[Named]) {
        if flow.branches.is_empty() {
            flow.branches.push(Branch::of(self.event("print")));
        }
        let keeps_all = items.iter().any(|item| is_pattern(&item.value));
        for branch in &mut flow.branches {
            let mut columns = if keeps_all {
                branch.columns.clone()
            } else {
                Columns::closed()
            };
            for item in items {
                let value = self.eval(&item.value, &branch.columns);
                let value = branch.claim(value);
                assign(&mut columns, item, &value);
            }
            branch.columns = columns;
        }
    }

    fn union(&mut self, mut flow: Flow, operands: &[Expr], stage: &Stage) -> Flow {
        for operand in operands {
            let found = self.table(operand);
            flow.set = flow.set.or(found.set);
            for branch in found.branches {
                push_branch(&mut flow.branches, branch);
            }
        }
        self.bound(&mut flow, stage);
        flow
    }

    /// Past the bound, the branches of an operator are one undecoded clause.
    fn bound(&self, flow: &mut Flow, stage: &Stage) {
        if flow.branches.len() > MAX_BRANCHES {
            flow.branches.truncate(MAX_BRANCHES);
            let mut rest = Branch::of(Event::default());
            rest.add(Lowered::opaque(self.text, Reason::TooDeep, stage.span));
            flow.branches.push(rest);
        }
    }

    /// `mv-apply` and `partition`: a pipeline over parts of the rows; the other columns stay.
    fn apply(&mut self, mut flow: Flow, items: &[Named], stages: &[Stage]) -> Flow {
        self.expand(&mut flow, items);
        let outer: Vec<Columns> = flow
            .branches
            .iter()
            .map(|branch| branch.columns.clone())
            .collect();
        for stage in stages {
            flow = self.stage(flow, stage);
        }
        for (branch, outer) in flow.branches.iter_mut().zip(&outer) {
            branch.columns.fill_from(outer);
            branch.columns.closed = outer.closed;
        }
        flow
    }

    fn fork(&mut self, flow: &Flow, pipelines: &[Vec<Stage>], stage: &Stage) -> Flow {
        let mut branches = Vec::new();
        let size: usize = flow.branches.iter().map(Branch::size).sum();
        for stages in pipelines {
            if !self.spend(size) {
                break;
            }
            let mut part = flow.clone();
            for stage in stages {
                part = self.stage(part, stage);
            }
            branches.extend(part.branches);
        }
        let mut forked = Flow {
            branches,
            set: flow.set.clone(),
            is_watchlist: false,
        };
        self.bound(&mut forked, stage);
        forked
    }

    /// Plugins add columns that the query does not name; a lookup of addresses keeps those in a list only.
    fn evaluate(&mut self, flow: &mut Flow, call: &Expr) {
        let lookup = match &call.kind {
            Kind::Call(name, arguments) if is_network_lookup(name, arguments) => Some(arguments),
            _ => None,
        };
        for branch in &mut flow.branches {
            branch.columns.closed = false;
            if let Some([list, address, network, ..]) = lookup.map(Vec::as_slice) {
                let network = default_name(&network.value).unwrap_or_default();
                let lowered = self.in_listed_network(branch, &list.value, &address.value, &network);
                branch.add(lowered);
            }
        }
    }

    /// A function of the query is inlined; one of the workspace enriches.
    fn invoke(&mut self, flow: Flow, call: &Expr) -> Flow {
        let (name, arguments) = match &call.kind {
            Kind::Call(name, arguments) => (name, arguments.as_slice()),
            Kind::Name(name) => (name, [].as_slice()),
            _ => return flow,
        };
        if let Some(Binding::Function(function)) = self.scope.get(name).cloned() {
            return self.inline_table(name, &function, arguments, Some(flow));
        }
        let mut flow = flow;
        flow.branches
            .iter_mut()
            .for_each(|branch| branch.columns.closed = false);
        flow
    }

    fn search(&mut self, mut flow: Flow, tables: &[Expr], condition: &Expr, stage: &Stage) -> Flow {
        for table in tables {
            for branch in self.table(table).branches {
                push_branch(&mut flow.branches, branch);
            }
        }
        if flow.branches.is_empty() {
            flow.branches.push(Branch::of(self.event("*")));
        }
        self.bound(&mut flow, stage);
        self.filter(&mut flow, condition);
        flow
    }
}

/// Bare tables side by side are one branch: what follows holds for all of them alike.
fn push_branch(branches: &mut Vec<Branch>, branch: Branch) {
    match (branches.last_mut(), is_bare(&branch)) {
        (Some(last), true) if is_bare(last) => {
            let sources = branch.events.into_iter().flat_map(|event| event.source);
            if let Some(event) = last.events.first_mut() {
                event.alias = None;
                for source in sources {
                    if !event.source.contains(&source) {
                        event.source.push(source);
                    }
                }
            }
        }
        _ => branches.push(branch),
    }
}

/// A table with nothing done to it.
fn is_bare(branch: &Branch) -> bool {
    let is_plain = branch.columns.len() == 0 && branch.thresholds.is_empty();
    match branch.events.as_slice() {
        [event] => {
            is_plain && event.conditions.is_empty() && event.presence == super::flow::Presence::Present
        }
        _ => false,
    }
}

/// `ipv4_lookup(list, address, network)`, unless it returns what it does not find as well
/// (<https://learn.microsoft.com/kusto/query/ipv4-lookup-plugin>).
fn is_network_lookup(name: &str, arguments: &[Argument]) -> bool {
    let keeps_all =
        |argument: &Argument| matches!(&argument.value.kind, Kind::Literal(it) if it.text == "true");
    matches!(name, "ipv4_lookup" | "ipv6_lookup") && !arguments.iter().any(keeps_all)
}

/// Sets the column or columns that a named expression makes.
pub(super) fn assign(columns: &mut Columns, item: &Named, value: &Scalar) {
    match item.names.as_slice() {
        [] => {
            if let Some(name) = default_name(&item.value) {
                columns.set(name.clone(), value.clone().named(&name));
            }
        }
        [name] => columns.set(name.as_str(), value.clone().named(name)),
        names => {
            for name in names {
                columns.set(name.as_str(), spread(name, value));
            }
        }
    }
}

/// An element of a list.
fn element(name: &str, list: Scalar) -> Scalar {
    match list {
        Scalar::Field(field) => Scalar::Field(Field {
            name: Some(name.to_owned()),
            collected: None,
            ..field
        }),
        Scalar::Constant(constant) => Scalar::Field(Field {
            listed: Some(constant.values),
            ..Field::new(name)
        }),
        Scalar::Computed => Scalar::Field(Field::new(name).part_of()),
        other => other,
    }
}

/// One of several columns made at once.
fn spread(name: &str, value: &Scalar) -> Scalar {
    match value {
        Scalar::Field(field) => Scalar::Field(Field {
            name: Some(name.to_owned()),
            ..field.clone().part_of()
        }),
        other => other.clone(),
    }
}

/// The name of a column that was given none
/// (<https://learn.microsoft.com/kusto/query/schema-entities/columns>).
pub(super) fn default_name(expr: &Expr) -> Option<String> {
    match &expr.kind {
        Kind::Name(name) => Some(name.clone()),
        Kind::Path(base, path) => {
            let mut name = default_name(base)?;
            for access in path {
                if let Access::Member(member) = access {
                    name.push('_');
                    name.push_str(member);
                }
            }
            Some(name)
        }
        Kind::Call(_, arguments) => default_name(&arguments.first()?.value),
        _ => None,
    }
}

/// `*` or `Device*`: columns that are not named one by one.
fn is_pattern(expr: &Expr) -> bool {
    match &expr.kind {
        Kind::Star => true,
        Kind::Name(name) => name.contains('*'),
        _ => false,
    }
}

fn count(flow: &mut Flow) {
    for branch in &mut flow.branches {
        branch.columns = Columns::closed();
        let aggregate = Aggregate {
            function: "count".to_owned(),
            ..Aggregate::default()
        };
        branch.columns.set("Count", Scalar::Aggregate(aggregate));
    }
}
