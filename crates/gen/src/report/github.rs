//! Remarks as annotations of a GitHub workflow
//! (<https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands>).

use anstream::println;
use rule::Level;

use super::visible;
use crate::remark::Remark;

/// Prints one workflow command a remark.
#[allow(clippy::print_stdout, reason = "printing is what this does")]
pub(crate) fn remarks(remarks: &[Remark]) {
    for remark in remarks {
        println!("{}", annotation(remark));
    }
}

fn annotation(remark: &Remark) -> String {
    let command = match remark.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "notice",
    };
    let mut properties = format!("file={}", property(&remark.file));
    let region = remark.region;
    if region.line > 0 {
        properties += &format!(",line={}", region.line);
    }
    if region.column > 0 && region.end_line == region.line {
        properties += &format!(",col={},endColumn={}", region.column, region.end_column);
    }
    let message = match &remark.help {
        Some(help) => format!("{}\n{help}", remark.message),
        None => remark.message.clone(),
    };
    format!(
        "::{command} {properties},title={}::{}",
        property(remark.code),
        data(&message)
    )
}

/// Text after the second pair of colons.
fn data(text: &str) -> String {
    visible(text)
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// The value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{annotation, data, property};
    use crate::remark::{Region, Remark};

    fn remark(message: &str, file: &str) -> Remark {
        Remark {
            code: "dead-value",
            level: rule::Level::Warning,
            source: "own".to_owned(),
            file: file.to_owned(),
            region: Region::point(3, 5),
            message: message.to_owned(),
            help: Some("see".to_owned()),
            excerpt: None,
            rule: None,
        }
    }

    #[test]
    fn rule_text_cannot_start_a_command() {
        let line = annotation(&remark("a\n::set-output name=x::y 100%", "a,b:c.yml"));
        assert_eq!(
            line,
            "::warning file=a%2Cb%3Ac.yml,line=3,col=5,endColumn=6,title=dead-value::a%0A::set-output name=x::y 100%25%0Asee"
        );
    }

    #[test]
    fn control_characters_are_spelled_out() {
        assert_eq!(data("a\u{1b}[0m"), "a\\u{1b}[0m");
        assert_eq!(property("a\r\nb"), "a\\u{d}%0Ab");
    }
}
