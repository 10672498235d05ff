//! How reports for other programs name files: as seen from the folder of the repository, wherever karvan runs.

use crate::check::seen_from;
use std::path::{Path, PathBuf};

/// The folder that names count from.
#[derive(Debug, Clone)]
pub struct Root(PathBuf);

impl Root {
    /// Names count from this folder.
    pub fn new(folder: &Path) -> Self {
        Self(folder.to_path_buf())
    }

    /// The repository of git that a folder lies in, else the folder itself.
    pub fn of(folder: &Path) -> Self {
        // An empty path is the current folder.
        let absolute = std::env::current_dir().unwrap_or_default().join(folder);
        let repository = absolute.ancestors().find(|up| up.join(".git").exists());
        Self(repository.unwrap_or(folder).to_path_buf())
    }

    /// A file as seen from the folder, with `/`; as it is called where it lies elsewhere, or is standard input.
    pub(super) fn name(&self, file: &str) -> String {
        match self.inside(file) {
            Some(name) => name,
            None => file.to_owned(),
        }
    }

    /// A file as a URI relative to the folder and `true`, or an absolute one and `false`.
    pub(super) fn uri(&self, file: &str) -> (String, bool) {
        match self.inside(file) {
            Some(name) => (encoded(&name), true),
            None if file == "-" => (encoded(file), true),
            None => (
                format!(
                    "file:///{}",
                    encoded(&seen_from(file.as_ref(), "/".as_ref()))
                ),
                false,
            ),
        }
    }

    fn inside(&self, file: &str) -> Option<String> {
        let name = seen_from(Path::new(file), &self.0);
        (file != "-" && name != ".." && !name.starts_with("../")).then_some(name)
    }
}

/// A path as a part of a URI (RFC 3986): what is not unreserved is written as its bytes.
fn encoded(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_from_the_root() {
        let root = Root::new("/work/site".as_ref());
        for (file, name, uri) in [
            ("/work/site/az/a.md", "az/a.md", ("az/a.md", true)),
            (
                "/work/site/məqalə 1.md",
                "məqalə 1.md",
                ("m%C9%99qal%C9%99%201.md", true),
            ),
            ("/work/b.md", "/work/b.md", ("file:///work/b.md", false)),
            ("-", "-", ("-", true)),
        ] {
            assert_eq!(root.name(file), name);
            assert_eq!(root.uri(file), (uri.0.to_owned(), uri.1));
        }
    }
}
