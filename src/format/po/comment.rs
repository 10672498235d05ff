//! Comments: lines behind a mark.

/// Whether gettext would take the next line for a part of a comment line that ends so. A blank is written behind it,
/// and taken off when it is read.
fn ends_with_backslash(line: &str) -> bool {
    line.trim_end_matches(' ').ends_with('\\')
}

/// Adds a line to a comment.
pub(super) fn add_line(comment: &mut Option<String>, line: &str) {
    let line = match line.strip_suffix(' ') {
        Some(shorter) if ends_with_backslash(line) => shorter,
        _ => line,
    };
    match comment {
        Some(comment) => {
            comment.push('\n');
            comment.push_str(line);
        }
        None => *comment = Some(line.to_owned()),
    }
}

/// Writes each line of a comment behind a mark such as `#:`.
pub(super) fn write(out: &mut String, mark: &str, text: &str) {
    for line in text.split('\n') {
        out.push_str(mark);
        if !line.is_empty() {
            out.push(' ');
            out.push_str(line);
        }
        if ends_with_backslash(line) {
            out.push(' ');
        }
        out.push('\n');
    }
}
