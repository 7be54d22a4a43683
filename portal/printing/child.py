"""Run by portal.printing in a process of its own: an order as JSON comes in, a PDF goes out."""

import json
import resource
import sys

MEMORY = 2 * 1024**3  # address space; a whole handbook of 200 pages takes a tenth of it


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    import typst

    order = json.load(sys.stdin.buffer)
    common = {
        "root": order["root"],
        "ignore_system_fonts": True,
        # Fonts that an app ships beside its templates.
        "font_paths": [order["root"]],
        "package_path": order["root"],
        "package_cache_path": order["root"],
        "sys_inputs": {"data": order["data"]},
    }
    try:
        if order.get("query"):
            found = typst.query(order["template"], order["query"], field="value", one=True, **common)
            made = found.encode()
        else:
            made = typst.compile(order["template"], pdf_standards=["ua-1"], timestamp=0, **common)
    except typst.TypstError as error:
        print(error.message, *error.hints, sep="\n", file=sys.stderr)
        return 1
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
