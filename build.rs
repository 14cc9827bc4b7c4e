//! Embeds every pack and table under `rules/`, so that the binary needs no data directory.

use std::{
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=rules");
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let packs_root = root.join("rules");
    for (extension, list) in [("toml", "rules.rs"), ("tsv", "tables.rs")] {
        let mut files = vec![];
        walk(&packs_root, extension, &mut files)?;
        files.sort();
        let mut code = String::from("&[\n");
        for file in files {
            let shown = file.strip_prefix(&packs_root)?.to_string_lossy().replace('\\', "/");
            code += &format!("    ({shown:?}, include_str!({:?})),\n", file.to_string_lossy());
        }
        code += "]\n";
        fs::write(Path::new(&env::var("OUT_DIR")?).join(list), code)?;
    }
    Ok(())
}

fn walk(dir: &Path, extension: &str, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, extension, files)?;
        } else if path.extension().is_some_and(|e| e == extension) {
            files.push(path);
        }
    }
    Ok(())
}
