package io.sessionledger.examples.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.Select;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Debian's Chromium, headless, on one server's dashboard. It remembers what the pages complained of, and what they asked other machines for. */
final class Browser implements AutoCloseable {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ChromeDriver driver;
    private final String base;
    private final List<String> complaints = new ArrayList<>();
    private final List<String> outside = new ArrayList<>();

    private Browser(ChromeDriver driver, String base) {
        this.driver = driver;
        this.base = base;
    }

    static boolean isInstalled() {
        return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    }

    /** How wide and high the window is. */
    enum Viewport {
        DESKTOP(1360, 900),
        PHONE(390, 844);

        private final int width;
        private final int height;

        Viewport(int width, int height) {
            this.width = width;
            this.height = height;
        }
    }

    static Browser open(int port, Viewport viewport) {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox", // builds run as root
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--hide-scrollbars",
                "--lang=en",
                "--window-size=" + viewport.width + "," + viewport.height);
        if (viewport == Viewport.PHONE) {
            options.setExperimentalOption(
                    "mobileEmulation",
                    Map.of(
                            "deviceMetrics",
                            Map.of(
                                    "width",
                                    viewport.width,
                                    "height",
                                    viewport.height,
                                    "pixelRatio",
                                    2.0,
                                    "touch",
                                    true)));
        }
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .build();
        return new Browser(new ChromeDriver(service, options), "http://127.0.0.1:" + port + "/admin");
    }

    void go(String path) {
        driver.get(base + path);
        hear();
    }

    void signIn(String token) {
        go("/sign-in");
        type("token", token);
        press(".primary");
    }

    void type(String field, String text) {
        WebElement input = driver.findElement(By.name(field));
        input.clear();
        input.sendKeys(text);
    }

    void choose(String field, String value) {
        new Select(driver.findElement(By.name(field))).selectByValue(value);
    }

    /** Presses what leads to another page, and waits for that. */
    void press(String selector) {
        WebElement pressed = driver.findElement(By.cssSelector(selector));
        ((JavascriptExecutor) driver)
                .executeScript("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", pressed);
        Object unusedMark = script("window.left = true");
        pressed.click();
        // between two pages the driver may have neither, and answers with errors of many kinds
        new WebDriverWait(driver, PATIENCE)
                .ignoring(WebDriverException.class)
                .until(unused ->
                        Boolean.TRUE.equals(script("return !window.left && document.readyState === 'complete'")));
        hear();
    }

    /** Presses what changes this page. */
    void open(String selector) {
        driver.findElement(By.cssSelector(selector)).click();
    }

    /** Waits for what comes after the page. */
    void await(String selector) {
        Boolean unused = new WebDriverWait(driver, PATIENCE).until(waited -> has(selector));
        hear();
    }

    String text(String selector) {
        return driver.findElement(By.cssSelector(selector)).getText();
    }

    List<String> texts(String selector) {
        return driver.findElements(By.cssSelector(selector)).stream()
                .map(WebElement::getText)
                .toList();
    }

    boolean has(String selector) {
        return !driver.findElements(By.cssSelector(selector)).isEmpty();
    }

    String attribute(String selector, String name) {
        return driver.findElement(By.cssSelector(selector)).getDomAttribute(name);
    }

    String path() {
        return driver.getCurrentUrl().substring(base.length());
    }

    void back() {
        driver.navigate().back();
        hear();
    }

    Object script(String javascript, Object... arguments) {
        return ((JavascriptExecutor) driver).executeScript(javascript, arguments);
    }

    Object scriptAnswering(String javascript, Object... arguments) {
        driver.manage().timeouts().scriptTimeout(Duration.ofSeconds(60));
        return ((JavascriptExecutor) driver).executeAsyncScript(javascript, arguments);
    }

    Map<String, org.openqa.selenium.Cookie> cookies() {
        Map<String, org.openqa.selenium.Cookie> cookies = new HashMap<>();
        driver.manage().getCookies().forEach(cookie -> cookies.put(cookie.getName(), cookie));
        return cookies;
    }

    /** The page in its whole length, as a PNG. */
    void photograph(Path file) {
        Number height = (Number) script("return Math.ceil(document.documentElement.scrollHeight)");
        Number width = (Number) script("return document.documentElement.clientWidth");
        Map<String, Object> picture = driver.executeCdpCommand(
                "Page.captureScreenshot",
                Map.of(
                        "captureBeyondViewport",
                        true,
                        "clip",
                        Map.of(
                                "x",
                                0,
                                "y",
                                0,
                                "width",
                                width,
                                "height",
                                Math.min(height.intValue(), 6000),
                                "scale",
                                1)));
        try {
            Files.write(file, Base64.getDecoder().decode((String) picture.get("data")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the console said: errors, warnings, and what the content policy has blocked. */
    List<String> complaints() {
        hear();
        return complaints;
    }

    /** Addresses of other machines that were asked for something. */
    List<String> outsideRequests() {
        hear();
        return outside;
    }

    private void hear() {
        driver.manage().logs().get(LogType.BROWSER).forEach(entry -> {
            // a page that answers 403, 404 or 422 on purpose is no fault of the page
            if (!entry.getMessage().contains("Failed to load resource: the server responded with a status of 4")) {
                complaints.add(entry.getMessage());
            }
        });
        ObjectMapper json = new ObjectMapper();
        driver.manage().logs().get(LogType.PERFORMANCE).forEach(entry -> {
            try {
                JsonNode message = json.readTree(entry.getMessage()).path("message");
                String url = message.path("params").path("request").path("url").asText("");
                if (message.path("method").asText().equals("Network.requestWillBeSent")
                        && !url.startsWith(base + "/")
                        && !url.startsWith(base + "?")
                        && !url.equals(base)
                        && !url.startsWith("data:")) {
                    outside.add(url);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    Optional<String> find(String selector) {
        return has(selector) ? Optional.of(text(selector)) : Optional.empty();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
