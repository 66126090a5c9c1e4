//! Remarks for people, as `file:line:column` with the line and what to do.

use annotate_snippets::{AnnotationKind, Group, Level as Title, Origin, Padding, Renderer, Snippet};
use anstream::eprintln;
use rule::Level;

use super::{json, visible};
use crate::cli::{Cli, MessageFormat};
use crate::config::ConfigError;
use crate::remark::{Region, Remark};

/// Without `--verbose`, at most this many remarks are printed; the rest are counted.
const MAX_SHOWN: usize = 50;

/// Prints remarks: errors and warnings, with `--verbose` notes as well.
pub(crate) fn remarks(cli: &Cli, remarks: &[Remark]) {
    let least = if cli.verbose { Level::Note } else { Level::Warning };
    remarks_from(cli, remarks, least);
}

/// Prints remarks that matter at least so much, the worst first.
#[allow(clippy::print_stderr, reason = "printing is what this does")]
pub(crate) fn remarks_from(cli: &Cli, remarks: &[Remark], least: Level) {
    if cli.message_format == MessageFormat::Json {
        return json::remarks(remarks);
    }
    let mut shown: Vec<&Remark> = remarks.iter().filter(|remark| remark.level >= least).collect();
    shown.sort_by_key(|remark| std::cmp::Reverse(remark.level));
    let limit = if cli.verbose {
        shown.len()
    } else if cli.quiet {
        0
    } else {
        MAX_SHOWN
    };
    let renderer = Renderer::styled();
    for remark in shown.iter().take(limit) {
        eprintln!("{}\n", rendered(&renderer, remark));
    }
    if shown.len() > limit && !cli.quiet {
        eprintln!(
            "… and {} more; --verbose shows all of them\n",
            shown.len() - limit
        );
    }
}

fn rendered(renderer: &Renderer, remark: &Remark) -> String {
    let title = match remark.level {
        Level::Error => Title::ERROR,
        Level::Warning => Title::WARNING,
        Level::Note => Title::NOTE,
    };
    let (message, path) = (visible(&remark.message), visible(&remark.file));
    let excerpt = visible(remark.excerpt.as_deref().unwrap_or_default());
    let help = remark.help.as_deref().map(visible);
    let region = remark.region;
    let mut group = Group::with_title(title.primary_title(message).id(remark.code));
    if region.line == 0 || region.column == 0 || excerpt.is_empty() {
        let mut origin = Origin::path(path);
        if region.line > 0 {
            origin = origin
                .line(region.line as usize)
                .char_column(region.column.max(1) as usize);
        }
        group = group.element(origin);
    } else {
        let range = range(&excerpt, region);
        let snippet = Snippet::source(excerpt)
            .path(path)
            .line_start(region.line as usize);
        group = group.element(snippet.annotation(AnnotationKind::Primary.span(range)));
    }
    if let Some(help) = help {
        group = group.element(Padding).element(Title::HELP.message(help));
    }
    renderer.render(&[group])
}

/// The part of the line to underline: what of the region stands on it, one character at least.
fn range(line: &str, region: Region) -> std::ops::Range<usize> {
    let byte = |column: u32| {
        let at = line.char_indices().nth(column.saturating_sub(1) as usize);
        at.map_or(line.len(), |(at, _)| at)
    };
    let start = byte(region.column);
    let end = if region.end_line > region.line {
        line.trim_end().len()
    } else {
        byte(region.end_column)
    };
    let one = line[start..]
        .chars()
        .next()
        .map_or(start, |c| start + c.len_utf8());
    start..end.max(one)
}

/// Prints what is wrong with the configuration.
pub(crate) fn config_error(cli: &Cli, error: &ConfigError) {
    remarks(cli, &[error.remark()]);
}
