//! `karvan tmx` as typed: the cases in `tests/cmd/tmx`.

#[test]
fn tmx_commands() {
    trycmd::TestCases::new()
        .case("tests/cmd/tmx/*.trycmd")
        .case("tests/cmd/tmx/*.toml")
        .env("NO_COLOR", "1");
}
