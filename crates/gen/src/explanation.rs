//! What codes mean: the texts of `content/findings`, one a code, that come with the program.

use corpus::ProblemCode;
use include_dir::{Dir, include_dir};
use rule::Level;
use site::Prose;

static TEXTS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../content/findings");

/// The explanation of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Explanation {
    /// The code.
    pub(crate) code: &'static str,
    /// What it finds, in a few words.
    pub(crate) title: &'static str,
    /// What a remark of it is worth.
    pub(crate) level: Level,
    /// Markdown: what it is, a bad and a good example, what to do.
    pub(crate) markdown: &'static str,
}

/// All explanations: findings, then problems.
pub(crate) fn all() -> Vec<Explanation> {
    let findings = catalog::findings::KINDS
        .iter()
        .map(|it| (it.code, it.title, it.level));
    let problems = ProblemCode::ALL
        .iter()
        .map(|it| (it.id(), it.title(), Level::Warning));
    let codes = findings.chain(problems);
    codes
        .map(|(code, title, level)| Explanation {
            code,
            title,
            level,
            markdown: text(code),
        })
        .collect()
}

/// All codes.
pub(crate) fn codes() -> Vec<&'static str> {
    all().iter().map(|it| it.code).collect()
}

/// The explanation of a code, without regard to case.
pub(crate) fn find(code: &str) -> Option<Explanation> {
    all().into_iter().find(|it| it.code.eq_ignore_ascii_case(code))
}

/// The pages of all codes, and the page that lists them.
pub(crate) fn pages() -> Vec<Prose> {
    let page = |it: &Explanation| Prose {
        path: format!("findings/{}", it.code),
        title: it.title.to_owned(),
        description: format!("What {} means, with a bad and a good example", it.code),
        markdown: format!("`{}` · {}\n\n{}", it.code, word(it.level), it.markdown),
    };
    let explanations = all();
    let mut pages: Vec<Prose> = explanations.iter().map(page).collect();
    pages.push(index(&explanations));
    pages
}

fn index(explanations: &[Explanation]) -> Prose {
    let rows = explanations.iter().map(|it| {
        let Explanation {
            code, title, level, ..
        } = it;
        format!("| [`{code}`]({code}/) | {title} ({}) |\n", word(*level))
    });
    Prose {
        path: "findings".to_owned(),
        title: "What gen check finds".to_owned(),
        description: "Every code of gen check, with what it means".to_owned(),
        markdown: format!(
            "{}\n\n| code | what |\n|---|---|\n{}",
            text("index"),
            rows.collect::<String>()
        ),
    }
}

fn word(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "note",
    }
}

fn text(code: &str) -> &'static str {
    let file = TEXTS.get_file(format!("{code}.md"));
    file.and_then(|file| file.contents_utf8())
        .unwrap_or_default()
        .trim()
}

#[cfg(test)]
mod tests {
    use super::{all, index};

    #[test]
    fn every_code_is_explained_with_a_bad_and_a_good_example() {
        for it in all() {
            for part in ["## Bad", "## Better"] {
                assert!(
                    it.markdown.contains(part),
                    "content/findings/{}.md has no {part}",
                    it.code
                );
            }
            let plain = it.code.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
            assert!(plain && !it.title.ends_with('.'), "{}", it.code);
        }
    }

    #[test]
    fn no_text_is_left_over() {
        let known: Vec<String> = all().iter().map(|it| format!("{}.md", it.code)).collect();
        for file in super::TEXTS.files() {
            let name = file.path().to_string_lossy().into_owned();
            assert!(name == "index.md" || known.contains(&name), "{name}");
        }
        assert!(index(&all()).markdown.contains("(dead-value/)"));
    }
}
