package bitwright.report;

import java.util.List;

/** A page with everything in it, grown from top to bottom: works offline, light and dark by the reader's choice. */
final class Page {
    private final StringBuilder head = new StringBuilder();
    private final StringBuilder body = new StringBuilder();
    private final StringBuilder scripts = new StringBuilder();
    private String footer = "";

    Page(String title) {
        head.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>")
                .append(Markup.escape(title))
                .append("</title>\n<style>\n")
                .append(Resources.PAGE_STYLE)
                .append(Resources.CHART_STYLE);
        body.append("<header>\n<h1>").append(Markup.escape(title)).append("</h1>\n</header>\n<main>\n");
    }

    /** Adds a style sheet that lies beside the classes. */
    void style(String resource) {
        head.append(Resources.text(resource));
    }

    void command(String command) {
        if (!command.isEmpty()) {
            body.append("<p>Made by <code>").append(Markup.escape(command)).append("</code></p>\n");
        }
    }

    void paragraph(String text) {
        body.append("<p>").append(Markup.escape(text)).append("</p>\n");
    }

    void warning(String text) {
        body.append("<p class=\"warning\"><strong>Warning:</strong> ")
                .append(Markup.escape(text))
                .append("</p>\n");
    }

    void heading(String text) {
        body.append("<h2>").append(Markup.escape(text)).append("</h2>\n");
    }

    void note(String text) {
        body.append("<p class=\"notes\">").append(Markup.escape(text)).append("</p>\n");
    }

    /** Adds the last words, as markup. */
    void footer(String markup) {
        footer = "<footer class=\"notes\">\n<p>" + markup + "</p>\n</footer>\n";
    }

    void list(List<String> items) {
        body.append("<ul>\n");
        items.forEach(item -> body.append("<li>").append(Markup.escape(item)).append("</li>\n"));
        body.append("</ul>\n");
    }

    void table(Table table) {
        Markup.table(body, table);
    }

    /** Adds markup as it is. */
    void element(String markup) {
        body.append(markup).append('\n');
    }

    /** A place that a script draws into; what stands in it before is for readers without scripts. */
    void figure(String id, String caption, String still) {
        body.append("<figure>\n<figcaption id=\"")
                .append(id)
                .append("-caption\">")
                .append(Markup.escape(caption))
                .append("</figcaption>\n<div id=\"")
                .append(id)
                .append("\" class=\"plot\" role=\"img\" aria-labelledby=\"")
                .append(id)
                .append("-caption\"></div>\n")
                .append(still)
                .append("</figure>\n");
    }

    /** JSON for the scripts, by an id. */
    void data(String id, String json) {
        scripts.append("<script type=\"application/json\" id=\"")
                .append(id)
                .append("-data\">")
                .append(json.replace("</", "<\\/").replace("<!--", "<\\u0021--"))
                .append("</script>\n");
    }

    /** Adds a script that lies beside the classes. */
    void script(String resource) {
        scripts.append("<script>\n").append(Resources.text(resource)).append("</script>\n");
    }

    String text() {
        return head + "</style>\n</head>\n<body>\n" + body + "</main>\n" + footer + scripts + "</body>\n</html>\n";
    }
}
