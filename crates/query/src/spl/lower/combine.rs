//! Commands that bring in other searches.

use rule::{Span, Step, Threshold};

use super::flow::{Branch, Flow, Parts};
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
        for sub in subs {
            let Some(parts) = self.sub(sub) else { continue };
            self.tie(parts);
            self.by
                .extend(names(&found).into_iter().filter(|name| name != "where"));
        }
    }

    /// Joins the steps of another search.
    fn tie(&mut self, parts: Parts) {
        self.columns.adopt(&parts.columns);
        self.join_steps(parts.steps, parts.thresholds);
        self.is_union = false;
    }

    /// `append [search …]`, `union [search …] datamodel:x`, `multisearch [search …] [search …]`.
    pub(super) fn unite(&mut self, stage: &Stage) {
        let (found, subs) = self.subs(stage.body);
        let removes = stage.command == "set" && found.first().is_some_and(|arg| arg.is("diff"));
        for (i, sub) in subs.into_iter().enumerate() {
            let Some(parts) = self.sub(sub) else { continue };
            self.columns.adopt(&parts.columns);
            if removes && i > 0 {
                let steps = parts.steps.into_iter().map(|step| Step { absent: true, ..step });
                self.join_steps(steps, parts.thresholds);
                continue;
            }
            self.take_in(parts);
            self.is_union = true;
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
    fn take_in(&mut self, mut parts: Parts) {
        let joined = parts.steps.split_off(parts.united);
        for (at, step) in parts.steps.into_iter().enumerate() {
            let is_its = |it: &&Threshold| it.step.is_none_or(|step| step == at);
            let own = parts.thresholds.iter().filter(is_its).cloned().map(unplaced);
            self.add_branch(Branch {
                sources: step.source.into_iter().collect(),
                logic: vec![step.logic],
                thresholds: own.collect(),
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
            self.columns.adopt(&parts.columns);
            let filters: Vec<_> = parts.steps.into_iter().map(|step| step.logic).collect();
            if filters.iter().all(rule::Logic::is_true) && parts.thresholds.is_empty() {
                continue;
            }
            if let Some(mut again) = self.branches.first().cloned() {
                again.logic.extend(filters);
                again
                    .thresholds
                    .extend(parts.thresholds.into_iter().map(unplaced));
                self.add_branch(again);
                self.is_union = true;
            }
        }
    }

    /// `map search="…"`: a search for each result, joined through its `$tokens$`.
    pub(super) fn map(&mut self, body: Span) {
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
        self.tie(parts);
    }
}

/// A threshold on whatever search it will stand with.
fn unplaced(mut threshold: Threshold) -> Threshold {
    threshold.for_each_mut(&mut |it| it.step = None);
    threshold
}
