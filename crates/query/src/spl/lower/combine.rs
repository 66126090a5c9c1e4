//! Commands that bring in other searches.

use std::rc::Rc;

use rule::{Span, Step, Threshold};

use super::flow::{Branch, Flow, Parts};
use super::tags::Constants;
use super::value::{Row, Value};
use crate::spl::args::{Arg, Kind, args, names};
use crate::spl::pipeline::Stage;
use crate::spl::scan;
use crate::spl::text::Text;

impl Flow<'_> {
    fn subs(&self, body: Span) -> (Vec<Arg>, Vec<Span>) {
        let found = args(self.text.as_str(), body);
        let subs = found
            .iter()
            .filter(|arg| arg.kind == Kind::Sub)
            .map(|arg| arg.span);
        let subs = subs.collect();
        (found, subs)
    }

    /// `join type=inner host [search …]`, `appendcols [search …]`.
    pub(super) fn join(&mut self, body: Span) {
        let (found, subs) = self.subs(body);
        let mut keys = names(&found);
        keys.retain(|name| name != "where");
        let keeps_all = found.iter().filter_map(Arg::option).any(|(name, value)| {
            let outer = ["left", "outer"]
                .iter()
                .any(|kind| value.eq_ignore_ascii_case(kind));
            name.eq_ignore_ascii_case("type") && outer
        });
        for sub in subs {
            let Some(parts) = self.sub(sub) else { continue };
            match &parts.table {
                Some(table) if !keys.is_empty() => self.adopt_rows(table, &keys, &parts),
                _ if keeps_all => self.join_some(&parts),
                _ => self.columns.adopt(&parts.columns),
            }
            self.tie(parts);
            self.by.extend(keys.iter().cloned());
        }
    }

    /// Takes over the columns of a joined lookup table: they are those of the row that the keys find.
    fn adopt_rows(&mut self, table: &str, keys: &[String], parts: &Parts) {
        let row = Rc::new(Row {
            table: table.to_owned(),
            fields: self.origins(keys.iter().cloned()),
        });
        for name in parts.output.iter().chain(parts.columns.names()) {
            if !keys.contains(name) && !self.columns.has(name) {
                self.columns.set(name, Value::Row(Rc::clone(&row)));
            }
        }
    }

    /// Joins the steps of another search.
    fn tie(&mut self, parts: Parts) {
        self.join_steps(parts.steps, parts.thresholds);
        self.is_union = false;
    }

    /// `append [search …]`, `union [search …] datamodel:x`, `multisearch [search …] [search …]`.
    pub(super) fn unite(&mut self, stage: &Stage) {
        let (found, subs) = self.subs(stage.body);
        let removes = stage.command == "set" && found.first().is_some_and(|arg| arg.is("diff"));
        for (i, sub) in subs.into_iter().enumerate() {
            let Some(parts) = self.sub(sub) else { continue };
            if parts.is_never {
                continue;
            }
            let constants = match self.is_base && i == 0 {
                true => {
                    self.columns.adopt(&parts.columns);
                    Constants::new()
                }
                false => self.tag_branches(&parts.columns),
            };
            if removes && i > 0 {
                let steps = parts.steps.into_iter().map(|step| Step { absent: true, ..step });
                self.join_steps(steps, parts.thresholds);
                continue;
            }
            self.take_in(parts, &constants);
            self.is_union = true;
            self.is_gathered = false;
        }
        let datasets = names(&found).into_iter().filter(|_| stage.command == "union");
        for dataset in datasets {
            self.add_branch(Branch {
                sources: vec![dataset.replacen(':', " ", 1)],
                ..Branch::default()
            });
            self.is_union = true;
        }
    }

    /// The united searches of another pipeline become branches of this one.
    fn take_in(&mut self, mut parts: Parts, constants: &Constants) {
        let joined = parts.steps.split_off(parts.united);
        for (at, step) in parts.steps.into_iter().enumerate() {
            let is_its = |it: &&Threshold| it.step.is_none_or(|step| step == at);
            let own = parts.thresholds.iter().filter(is_its).cloned().map(unplaced);
            self.add_branch(Branch {
                sources: step.source.into_iter().collect(),
                logic: vec![step.logic],
                thresholds: own.collect(),
                constants: constants.clone(),
                ..Branch::default()
            });
        }
        let behind = |mut it: Threshold| {
            let step = it.step?.checked_sub(parts.united)?;
            it.for_each_mut(&mut |it| it.step = Some(step));
            Some(it)
        };
        let thresholds = parts.thresholds.into_iter().filter_map(behind).collect();
        self.join_steps(joined, thresholds);
    }

    /// `appendpipe [stages]`: the results so far once more, filtered further.
    pub(super) fn appendpipe(&mut self, body: Span) {
        for sub in self.subs(body).1 {
            let Some(parts) = self.sub(sub) else { continue };
            if parts.is_never {
                continue;
            }
            let constants = self.tag_branches(&parts.columns);
            let filters: Vec<_> = parts.steps.into_iter().map(|step| step.logic).collect();
            if filters.iter().all(rule::Logic::is_true) && parts.thresholds.is_empty() {
                continue;
            }
            if let Some(mut again) = self.branches.first().cloned() {
                again.logic.extend(filters);
                again.constants.extend(constants);
                again
                    .thresholds
                    .extend(parts.thresholds.into_iter().map(unplaced));
                self.add_branch(again);
                self.is_union = true;
            }
        }
    }

    /// `map search="…"`, `map [search …]`: a search for each result, joined through its `$tokens$`.
    pub(super) fn map(&mut self, body: Span) {
        let outside = std::mem::replace(&mut self.reader.in_map, true);
        self.mapped(body);
        self.reader.in_map = outside;
    }

    fn mapped(&mut self, body: Span) {
        let text = self.text.slice(body);
        let Some(at) = text
            .find("search")
            .filter(|at| text[at + 6..].trim_start().starts_with('='))
        else {
            self.join(body);
            return;
        };
        let quoted = text[at + 6..].trim_start().trim_start_matches('=').trim();
        let end = scan::string_end(quoted, 0).min(quoted.len());
        let inside = scan::unquoted(&quoted[..end]).replace("\\\\", "\\");
        if !self.reader.depth.enter() {
            let cond = self.too_deep(body);
            self.filter(cond);
            return;
        }
        let inner = Text::at(inside, self.text.place(body));
        let mut flow = Flow::new(&inner, self.reader);
        flow.run(Span::new(0, inner.as_str().len()));
        let parts = flow.finish();
        self.reader.depth.leave();
        self.columns.adopt(&parts.columns);
        self.tie(parts);
    }
}

/// A threshold on whatever search it will stand with.
fn unplaced(mut threshold: Threshold) -> Threshold {
    threshold.for_each_mut(&mut |it| it.step = None);
    threshold
}
