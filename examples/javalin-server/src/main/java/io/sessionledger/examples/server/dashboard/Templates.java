package io.sessionledger.examples.server.dashboard;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.javalin.http.Context;
import java.util.Map;

/** Turns what a page knows into HTML, by templates that the build has compiled. Thread-safe. */
final class Templates {

    private final TemplateEngine engine = TemplateEngine.createPrecompiled(
            null, ContentType.Html, Templates.class.getClassLoader(), Templates.class.getPackageName());

    void show(Context context, Visit visit, String template, Object page) {
        StringOutput html = new StringOutput();
        engine.render(template + ".jte", Map.of("v", visit, "p", page), html);
        context.html(html.toString());
    }
}
