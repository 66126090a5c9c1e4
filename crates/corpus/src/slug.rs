//! Names for URLs.
//!
//! A slug matches `^[a-z0-9][a-z0-9._-]{0,80}$`, is made from the title, and is unique within a vendor, also
//! where file names fold case. It is made of whitelisted characters only, so nothing a rule says can leave
//! the folder its page is written to.

use std::borrow::BorrowMut;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rule::Rule;

/// The longest slug made from a title; what is left up to 81 is for telling rules apart.
const MAX_TITLE: usize = 66;
/// How much of an id tells two rules of the same title apart, and how much if that is not enough.
const ID_LENGTHS: [usize; 2] = [8, 13];

/// Gives every rule its slug. Live rules choose first, then by path and place, so the outcome does not depend
/// on the order the rules come in; who comes too late gets a part of its id appended.
///
/// Call it again over the rules of several sources of one vendor. A rule that is shared is copied before its slug is
/// changed.
pub fn assign_slugs<R: BorrowMut<Arc<Rule>>>(rules: &mut [R]) {
    let mut order: Vec<usize> = (0..rules.len()).collect();
    order.sort_by(|&a, &b| {
        let key = |at: usize| {
            let rule: &Rule = rules[at].borrow();
            (!rule.liveness.is_live(), &rule.source, &rule.path, rule.span, at)
        };
        key(a).cmp(&key(b))
    });
    let mut vendors: BTreeMap<String, Taken> = BTreeMap::new();
    for at in order {
        let rule: &Rule = rules[at].borrow();
        if !vendors.contains_key(&rule.vendor) {
            vendors.insert(rule.vendor.clone(), Taken::default());
        }
        let taken = vendors.get_mut(&rule.vendor);
        let slug = taken.map_or_else(String::new, |taken| taken.slug(rule));
        if rule.slug != slug {
            Arc::make_mut(rules[at].borrow_mut()).slug = slug;
        }
    }
}

/// The slugs of a vendor.
#[derive(Default)]
struct Taken {
    slugs: BTreeSet<String>,
    /// By title: the next number that may be free. Numbers below it are not tried again.
    numbers: BTreeMap<String, u32>,
}

impl Taken {
    /// The first that is free: the title, the title with a part of the id, the title with a number.
    fn slug(&mut self, rule: &Rule) -> String {
        let base = base(rule);
        if self.slugs.insert(base.clone()) {
            return base;
        }
        let id = ascii(&rule.id, usize::MAX);
        let with_id = ID_LENGTHS.map(|length| {
            let part: String = id.chars().take(length).collect();
            format!("{base}-{part}")
                .trim_end_matches(['-', '.', '_'])
                .to_owned()
        });
        for slug in with_id {
            if self.slugs.insert(slug.clone()) {
                return slug;
            }
        }
        let next = self.numbers.entry(base.clone()).or_insert(2);
        loop {
            let slug = format!("{base}-{next}");
            *next += 1;
            if self.slugs.insert(slug.clone()) {
                return slug;
            }
        }
    }
}

/// What a slug starts with: the title, or the id where the title has no letters.
fn base(rule: &Rule) -> String {
    let mut base = ascii(&rule.title, MAX_TITLE);
    if base.is_empty() {
        base = ascii(&rule.id, MAX_TITLE);
    }
    if base.is_empty() || is_reserved(&base) {
        base = format!("rule-{base}").trim_end_matches('-').to_owned();
    }
    base
}

/// Lower-case ASCII letters, digits, dots and single dashes; cut between words if it can be.
fn ascii(text: &str, most: usize) -> String {
    let mut slug = String::new();
    for c in text.chars() {
        let plain = plain(c);
        if plain.is_empty() {
            if !slug.is_empty() && !slug.ends_with(['-', '.']) {
                slug.push('-');
            }
        } else if plain != "." || (!slug.is_empty() && !slug.ends_with(['-', '.'])) {
            slug.push_str(&plain);
        }
        if slug.len() > most {
            slug.truncate(most);
            if let Some(at) = slug.rfind('-').filter(|at| *at > most / 2) {
                slug.truncate(at);
            }
            break;
        }
    }
    slug.truncate(slug.trim_end_matches(['-', '.', '_']).len());
    slug
}

/// The letters a character is spelled with in ASCII; empty for what only separates words.
fn plain(c: char) -> String {
    match c {
        'a'..='z' | '0'..='9' | '.' => c.to_string(),
        'A'..='Z' => c.to_ascii_lowercase().to_string(),
        'à'..='å' | 'À'..='Å' => "a".to_owned(),
        'è'..='ë' | 'È'..='Ë' => "e".to_owned(),
        'ì'..='ï' | 'Ì'..='Ï' => "i".to_owned(),
        'ò'..='ö' | 'Ò'..='Ö' | 'ø' | 'Ø' => "o".to_owned(),
        'ù'..='ü' | 'Ù'..='Ü' => "u".to_owned(),
        'ç' | 'Ç' => "c".to_owned(),
        'ñ' | 'Ñ' => "n".to_owned(),
        'ß' => "ss".to_owned(),
        _ => String::new(),
    }
}

/// Names that some file systems keep for devices, whatever ending follows.
fn is_reserved(slug: &str) -> bool {
    let stem = slug.split('.').next().unwrap_or(slug);
    let numbered = stem.len() == 4
        && (stem.starts_with("com") || stem.starts_with("lpt"))
        && stem.ends_with(|c: char| c.is_ascii_digit());
    matches!(stem, "con" | "prn" | "aux" | "nul") || numbered
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rule::{Liveness, Rule};

    use super::assign_slugs;

    fn rule(path: &str, id: &str, title: &str) -> Rule {
        Rule {
            path: path.to_owned(),
            id: id.to_owned(),
            title: title.to_owned(),
            ..Rule::default()
        }
    }

    fn slugs(rules: Vec<Rule>) -> Vec<String> {
        let mut rules: Vec<Arc<Rule>> = rules.into_iter().map(Arc::new).collect();
        assign_slugs(&mut rules);
        rules.iter().map(|rule| rule.slug.clone()).collect()
    }

    #[test]
    fn titles_become_ascii_words() {
        let titles = [
            "Café – “Macro” spawns CMD.exe!",
            "../../etc/passwd",
            "日本",
            "...",
            "CON",
            "a_b",
        ];
        let rules = titles.iter().map(|title| rule("p", "ID-1", title)).collect();
        assert_eq!(
            slugs(rules),
            [
                "cafe-macro-spawns-cmd.exe",
                "etc-passwd",
                "id-1",
                "id-1-id-1",
                "rule-con",
                "a-b"
            ]
        );
    }

    #[test]
    fn long_titles_are_cut_between_words() {
        let slug = slugs(vec![rule("p", "x", &"word ".repeat(50))]).remove(0);
        assert!(slug.len() <= 66 && slug.ends_with("word"), "{slug}");
        let slug = slugs(vec![rule("p", "x", &"w".repeat(500))]).remove(0);
        assert_eq!(slug.len(), 66);
    }

    #[test]
    fn live_rules_choose_first_and_the_rest_carry_their_id() {
        let old = Rule {
            liveness: Liveness::Deprecated("old".to_owned()),
            ..rule("a", "1111-2222", "Same")
        };
        let rules = vec![
            old,
            rule("b", "3333-4444", "SAME"),
            rule("c", "5555-6666-7777-8888", "same"),
        ];
        assert_eq!(slugs(rules), ["same-1111-222", "same", "same-5555-666"]);
    }

    #[test]
    fn even_equal_ids_are_told_apart() {
        let rules = (0..4).map(|_| rule("a", "x", "t")).collect();
        assert_eq!(slugs(rules), ["t", "t-x", "t-2", "t-3"]);
    }

    #[test]
    fn many_rules_of_one_title_and_id_take_no_more_time_each() {
        let start = std::time::Instant::now();
        let slugs = slugs((0..20_000).map(|_| rule("a", "x", "t")).collect());
        assert_eq!(slugs.last().map(String::as_str), Some("t-19999"));
        assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
    }
}
