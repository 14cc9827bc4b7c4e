//! Embeds every pack and table under `rules/`, so that the binary needs no data directory; the packs
//! as JSON too, which is read in a fifth of the time.

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
            code += &format!("    ({shown:?}, include_str!({:?})", file.to_string_lossy());
            if extension == "toml" {
                code += &format!(", {:?}", json(&file)?);
            }
            code += "),\n";
        }
        code += "]\n";
        fs::write(Path::new(&env::var("OUT_DIR")?).join(list), code)?;
    }
    Ok(())
}

/// A pack as JSON; nothing if it is wrong, which is said when it is read.
fn json(file: &Path) -> Result<String, Box<dyn Error>> {
    let pack = toml::from_str::<toml::Value>(&fs::read_to_string(file)?);
    Ok(pack.map_or_else(|_| Ok(String::new()), |pack| serde_json::to_string(&pack))?)
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
