package io.plumbline.view;

import freemarker.core.HTMLOutputFormat;
import freemarker.template.Configuration;
import freemarker.template.DefaultObjectWrapper;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import freemarker.template.TemplateMethodModelEx;
import freemarker.template.TemplateModel;
import freemarker.template.TemplateModelException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * The template of an HTML page on the class path. Everything that is filled in is escaped, save
 * what {@link #raw} wraps; a value that is missing is an error, not an empty text.
 */
public final class PageTemplate {

  /** The style that all pages share. */
  public static final String STYLE = "io/plumbline/view/page.css";

  private static final DefaultObjectWrapper WRAPPER =
      new DefaultObjectWrapper(Configuration.VERSION_2_3_35);

  private final Configuration configuration;
  private final String name;

  private PageTemplate(Configuration configuration, String name) {
    this.configuration = configuration;
    this.name = name;
  }

  /**
   * A template.
   *
   * @param folder on the class path, ends with a slash
   * @param name ends with {@code .ftlh}
   */
  public static PageTemplate of(String folder, String name) {
    Configuration configuration = new Configuration(Configuration.VERSION_2_3_35);
    configuration.setClassLoaderForTemplateLoading(PageTemplate.class.getClassLoader(), folder);
    configuration.setDefaultEncoding(StandardCharsets.UTF_8.name());
    configuration.setLocale(Locale.ROOT);
    configuration.setNumberFormat("computer");
    configuration.setObjectWrapper(WRAPPER);
    configuration.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
    configuration.setLogTemplateExceptions(false);

    return new PageTemplate(configuration, name);
  }

  /**
   * The page as text, to be written in UTF-8.
   *
   * @param model what the template names
   * @throws IllegalStateException where the template and the model do not fit
   */
  public String fill(Map<String, Object> model) {
    StringWriter page = new StringWriter(1 << 16);

    try {
      configuration.getTemplate(name).process(model, page);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot read the template " + name + " from the class path", e);
    } catch (TemplateException e) {
      throw new IllegalStateException("Cannot fill the template " + name, e);
    }

    return page.toString();
  }

  /** A function that a template calls with one argument of that type. */
  public static <A> Object function(Class<A> type, Function<A, Object> function) {
    return (TemplateMethodModelEx)
        arguments -> function.apply(type.cast(argument(arguments.get(0))));
  }

  /** The argument of a function as the object that the model held. */
  public static Object argument(Object argument) throws TemplateModelException {
    return WRAPPER.unwrap((TemplateModel) argument);
  }

  /** The page's own markup, which is taken as it is. */
  public static Object raw(String markup) {
    try {
      return HTMLOutputFormat.INSTANCE.fromMarkup(markup);
    } catch (TemplateModelException e) {
      throw new IllegalStateException("Cannot take the page's own markup as it is", e);
    }
  }
}
