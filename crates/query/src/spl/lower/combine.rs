//! Commands that bring in other searches.

use rule::{Span, Step};

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

    /// Takes over what belongs to the whole rule.
    fn take_over(&mut self, parts: &mut Parts) {
        self.thresholds.append(&mut parts.thresholds);
        self.columns.adopt(&parts.columns);
    }

    /// `join type=inner host [search …]`, `appendcols [search …]`.
    pub(super) fn join(&mut self, body: Span) {
        let (found, subs) = self.subs(body);
        for sub in subs {
            let Some(mut parts) = self.sub(sub) else { continue };
            self.take_over(&mut parts);
            self.joined.append(&mut parts.steps);
            self.joined.append(&mut parts.joined);
            self.by
                .extend(names(&found).into_iter().filter(|name| name != "where"));
            self.is_union = false;
        }
    }

    /// `append [search …]`, `union [search …] datamodel:x`, `multisearch [search …] [search …]`.
    pub(super) fn unite(&mut self, stage: &Stage) {
        let (found, subs) = self.subs(stage.body);
        let removes = stage.command == "set" && found.first().is_some_and(|arg| arg.is("diff"));
        for (i, sub) in subs.into_iter().enumerate() {
            let Some(mut parts) = self.sub(sub) else { continue };
            self.take_over(&mut parts);
            let absent = removes && i > 0;
            if absent {
                self.joined
                    .extend(parts.steps.into_iter().map(|step| Step { absent, ..step }));
                continue;
            }
            for step in parts.steps {
                self.add_branch(Branch {
                    sources: step.source.into_iter().collect(),
                    logic: vec![step.logic],
                });
            }
            self.joined.append(&mut parts.joined);
            self.is_union = true;
        }
        let datasets = names(&found).into_iter().filter(|_| stage.command == "union");
        for dataset in datasets {
            self.add_branch(Branch {
                sources: vec![dataset.replacen(':', " ", 1)],
                logic: Vec::new(),
            });
            self.is_union = true;
        }
    }

    /// `appendpipe [stages]`: the results so far once more, filtered further.
    pub(super) fn appendpipe(&mut self, body: Span) {
        for sub in self.subs(body).1 {
            let Some(mut parts) = self.sub(sub) else { continue };
            self.take_over(&mut parts);
            let filters: Vec<_> = parts.steps.into_iter().map(|step| step.logic).collect();
            if filters.iter().all(rule::Logic::is_true) {
                continue;
            }
            if let Some(mut again) = self.branches.first().cloned() {
                again.logic.extend(filters);
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
        let mut parts = flow.finish();
        self.reader.depth.leave();
        self.take_over(&mut parts);
        self.joined.append(&mut parts.steps);
        self.joined.append(&mut parts.joined);
        self.is_union = false;
    }
}
