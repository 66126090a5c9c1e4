//! Calls of user-defined functions: the body is run where it is called, with its parameters bound.

use std::collections::HashMap;
use std::rc::Rc;

use super::Lowerer;
use super::eval::set_of;
use super::flow::{Columns, Flow};
use super::scalar::{Lookup, Scalar};
use super::scope::Binding;
use crate::kusto::ast::{Argument, Function, Parameter, Statement};

impl Lowerer<'_> {
    /// A call of a user-defined function in a scalar position.
    pub(super) fn inline_scalar(
        &mut self,
        name: &str,
        function: &Function,
        arguments: &[Argument],
        row: &Columns,
    ) -> Scalar {
        let parameters = self.parameters(function, arguments, row, None);
        if !self.scope.enter(parameters) {
            return Scalar::Computed;
        }
        let value = self.body(function);
        self.scope.leave();
        match value {
            Some(value) => value,
            None => Scalar::Lookup(Lookup {
                name: name.to_owned(),
                via: None,
            }),
        }
    }

    /// Runs a function's body up to its value, which stands for a set where it is a table.
    fn body(&mut self, function: &Function) -> Option<Scalar> {
        let (last, lets) = function.body.split_last()?;
        self.statements(lets);
        match last {
            Statement::Query(value) if self.is_table(value) => Some(set_of(&self.table(value))),
            Statement::Query(value) => Some(self.eval(value, &Columns::default())),
            _ => None,
        }
    }

    /// What a call binds a function's parameters to. `piped` is the table that `invoke` passes first.
    pub(super) fn parameters(
        &mut self,
        function: &Function,
        arguments: &[Argument],
        row: &Columns,
        piped: Option<Flow>,
    ) -> HashMap<String, Binding> {
        let mut bound = HashMap::new();
        let mut parameters: Vec<&Parameter> = function.parameters.iter().collect();
        if let (Some(piped), false) = (piped, parameters.is_empty()) {
            let first = parameters.remove(0);
            bound.insert(first.name.clone(), Binding::Table(Rc::new(piped)));
        }
        for (at, parameter) in parameters.into_iter().enumerate() {
            let name = &parameter.name;
            let is_it = |argument: &&Argument| argument.name.as_ref() == Some(name);
            let given = arguments
                .iter()
                .find(is_it)
                .or_else(|| arguments.get(at).filter(|argument| argument.name.is_none()));
            let value = given
                .map(|argument| &argument.value)
                .or(parameter.default.as_ref());
            let binding = match value {
                Some(value) if parameter.is_table => Binding::Table(Rc::new(self.table(value))),
                Some(value) => Binding::Scalar(self.eval(value, row)),
                None => Binding::Scalar(Scalar::Lookup(Lookup {
                    name: name.clone(),
                    via: None,
                })),
            };
            bound.insert(name.clone(), binding);
        }
        bound
    }

    /// A call of a user-defined function where a table belongs.
    pub(super) fn inline_table(
        &mut self,
        name: &str,
        function: &Function,
        arguments: &[Argument],
        piped: Option<Flow>,
    ) -> Flow {
        let parameters = self.parameters(function, arguments, &Columns::default(), piped);
        if !self.scope.enter(parameters) {
            return self.source(name);
        }
        let mut flow = self.statements(&function.body);
        self.scope.leave();
        flow.set.get_or_insert_with(|| name.to_owned());
        flow
    }
}
