//! Tabular expressions to flows.

use rule::{Logic, Operator as Op, Predicate, Reason};

use super::Lowerer;
use super::flow::{Branch, Columns, Event, Flow};
use super::functions::gives_table;
use super::scalar::{Field, Scalar};
use super::scope::Binding;
use crate::kusto::ast::{Access, Argument, Expr, Function, Kind, Literal, Statement};

impl Lowerer<'_> {
    /// Whether an expression gives a table and not a value.
    pub(super) fn is_table(&self, expr: &Expr) -> bool {
        match &expr.kind {
            Kind::Pipe(..) | Kind::DataTable(..) | Kind::ExternalData(_) => true,
            Kind::Name(name) => match self.scope.get(name) {
                Some(Binding::Table(_)) => true,
                Some(_) => false,
                None => name.starts_with(|c: char| c.is_uppercase() || c == '_'),
            },
            Kind::Call(name, arguments) => match (self.scope.get(name), name.as_str()) {
                (Some(Binding::Function(function)), _) => self.returns_table(function),
                (None, "materialize" | "view") => arguments
                    .first()
                    .is_some_and(|argument| self.is_table(&argument.value)),
                _ => gives_table(name),
            },
            Kind::Path(base, _) => match &base.kind {
                Kind::Call(name, _) => gives_table(name),
                _ => false,
            },
            _ => false,
        }
    }

    fn returns_table(&self, function: &Function) -> bool {
        match function.body.last() {
            Some(Statement::Query(value)) => match &value.kind {
                Kind::Call(..) => false,
                Kind::Name(name) => self.scope.get(name).is_none() && self.is_table(value),
                _ => self.is_table(value),
            },
            _ => false,
        }
    }

    /// What a tabular expression stands for.
    pub(super) fn table(&mut self, expr: &Expr) -> Flow {
        if !self.spend(1) || !self.depth.enter() {
            return self.opaque_table(expr, Reason::TooDeep);
        }
        let flow = match &expr.kind {
            Kind::Name(name) => self.named_table(name),
            Kind::Call(name, arguments) => self.called_table(expr, name, arguments),
            Kind::Pipe(source, stages) => {
                let mut flow = self.table(source);
                for stage in stages {
                    flow = self.stage(flow, stage);
                }
                flow
            }
            Kind::Path(_, path) => match path.last() {
                Some(Access::Member(name)) => self.source(name),
                _ => self.source(self.text_of(expr)),
            },
            Kind::DataTable(columns, cells) => self.data_table(columns, cells),
            Kind::ExternalData(columns) => self.external_data(columns),
            Kind::Nothing => Flow::default(),
            Kind::TooDeep => self.opaque_table(expr, Reason::TooDeep),
            Kind::Star => self.source("*"),
            _ => self.opaque_table(expr, Reason::Syntax),
        };
        self.depth.leave();
        flow
    }

    /// A table of the workspace.
    pub(super) fn source(&mut self, name: &str) -> Flow {
        let event = self.event(name);
        Flow {
            branches: vec![Branch::of(event)],
            ..Flow::default()
        }
    }

    /// Rows that are no events.
    fn list(&mut self, name: &str) -> Flow {
        let mut event = self.event(name);
        event.is_list = true;
        Flow {
            branches: vec![Branch::of(event)],
            ..Flow::default()
        }
    }

    pub(super) fn event(&mut self, source: &str) -> Event {
        self.next_event += 1;
        Event {
            id: self.next_event,
            source: vec![source.to_owned()],
            ..Event::default()
        }
    }

    fn opaque_table(&mut self, expr: &Expr, why: Reason) -> Flow {
        let mut flow = self.source("");
        for branch in &mut flow.branches {
            for event in &mut branch.events {
                event.source.clear();
                event
                    .conditions
                    .push(Logic::opaque(self.text_of(expr), why, expr.span));
            }
        }
        flow
    }

    fn named_table(&mut self, name: &str) -> Flow {
        match self.scope.get(name).cloned() {
            Some(Binding::Table(flow)) => {
                let size: usize = flow.branches.iter().map(Branch::size).sum();
                if self.spend(size) {
                    let mut copy = (*flow).clone();
                    copy.branches
                        .iter_mut()
                        .for_each(|branch| branch.renumber(&mut self.next_event));
                    copy
                } else {
                    self.source(name)
                }
            }
            Some(Binding::Function(function)) => self.inline_table(name, &function, &[], None),
            _ => self.source(name),
        }
    }

    fn called_table(&mut self, expr: &Expr, name: &str, arguments: &[Argument]) -> Flow {
        if let Some(Binding::Function(function)) = self.scope.get(name).cloned() {
            return self.inline_table(name, &function, arguments, None);
        }
        match name.to_ascii_lowercase().as_str() {
            "materialize" | "view" | "toscalar" => match arguments.first() {
                Some(argument) => self.table(&argument.value),
                None => self.source(name),
            },
            "_getwatchlist" | "table" => {
                let alias = arguments
                    .first()
                    .map(|argument| self.eval(&argument.value, &Columns::default()));
                let alias = alias
                    .as_ref()
                    .and_then(Scalar::single)
                    .map(|literal| literal.text.clone());
                self.catalogued(name, alias)
            }
            _ => self.parser(expr, name, arguments),
        }
    }

    /// `table("T")` and `_GetWatchlist("alias")`.
    fn catalogued(&mut self, name: &str, alias: Option<String>) -> Flow {
        let is_table = name == "table";
        match alias {
            Some(alias) if is_table => self.source(&alias),
            Some(alias) => {
                let mut flow = self.list(&format!("watchlist {alias}"));
                flow.set = Some(alias);
                flow.is_watchlist = true;
                flow
            }
            None if is_table => self.source("*"),
            None => self.list("watchlist"),
        }
    }

    /// A parser or another function of the workspace: its named parameters filter
    /// (<https://learn.microsoft.com/azure/sentinel/normalization-about-parsers>, "Optimizing parsing using
    /// parameters").
    fn parser(&mut self, expr: &Expr, name: &str, arguments: &[Argument]) -> Flow {
        let mut flow = self.source(name);
        for argument in arguments {
            let Some(parameter) = &argument.name else {
                continue;
            };
            let lower = parameter.to_ascii_lowercase();
            if lower.contains("time") || matches!(lower.as_str(), "pack" | "disabled") {
                continue;
            }
            let Scalar::Constant(constant) = self.eval(&argument.value, &Columns::default()) else {
                continue;
            };
            let op = if lower.contains("_has") { Op::Match } else { Op::Eq };
            let values = constant.values.iter().map(|value| value.text.clone());
            let predicate =
                Predicate::new(parameter.as_str(), op, values, expr.span).via(constant.via.clone());
            if !predicate.values.is_empty() {
                let event = flow
                    .branches
                    .first_mut()
                    .and_then(|branch| branch.events.first_mut());
                event
                    .into_iter()
                    .for_each(|event| event.conditions.push(Logic::Pred(predicate.clone())));
            }
        }
        flow
    }

    fn data_table(&mut self, columns: &[String], cells: &[Literal]) -> Flow {
        let mut flow = self.list("datatable");
        let width = columns.len().max(1);
        for branch in &mut flow.branches {
            branch.columns = Columns::closed();
            for (at, column) in columns.iter().enumerate() {
                let values = cells.iter().skip(at).step_by(width).cloned().collect();
                let field = Field {
                    listed: Some(std::rc::Rc::new(values)),
                    ..Field::new(column.as_str())
                };
                let value = branch.claim(Scalar::Field(field));
                branch.columns.set(column.as_str(), value);
            }
        }
        flow
    }

    fn external_data(&mut self, columns: &[String]) -> Flow {
        let mut flow = self.list("externaldata");
        for branch in &mut flow.branches {
            branch.columns = Columns::closed();
            for column in columns {
                let value = branch.claim(Scalar::Field(Field::new(column.as_str())));
                branch.columns.set(column.as_str(), value);
            }
        }
        flow
    }
}
