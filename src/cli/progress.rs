//! Progress of long work: on stderr, and only on a terminal.

use super::Global;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;

/// A bar over a known number of bytes or things; hidden without a terminal.
pub(crate) fn bar(global: &Global, label: &str, total: u64, bytes: bool) -> ProgressBar {
    if global.quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let amount = if bytes {
        "{bytes}/{total_bytes}"
    } else {
        "{human_pos}/{human_len}"
    };
    let template = format!("{{prefix}} {{bar:30}} {amount} {{eta}}");
    let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr_with_hz(10));
    if let Ok(style) = ProgressStyle::with_template(&template) {
        bar.set_style(style);
    }
    bar.set_prefix(label.to_owned());
    bar
}

/// A sign of life for work whose length is not known; hidden without a terminal.
pub(crate) fn spinner(global: &Global, label: String) -> ProgressBar {
    if global.quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let spinner = ProgressBar::new_spinner().with_message(label);
    spinner.enable_steady_tick(std::time::Duration::from_millis(120));
    spinner
}
