using Microsoft.Playwright;

namespace Whimbrel.EndToEndTests.Dashboard;

/// <summary>The page in a browser, and what the browser complained of: errors of scripts, and what the page's policy refused.</summary>
internal sealed class DashboardPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];

    internal DashboardPage(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.PageError += (_, error) => Add(error);
        page.Dialog += (_, dialog) => Add($"a dialog: {dialog.Message}");
        page.Console += (_, message) =>
        {
            // A server that is away is what some tests are about.
            if (message.Type == "error" && !message.Text.Contains("net::ERR_", StringComparison.Ordinal))
            {
                Add(message.Text);
            }
        };
    }

    public IPage Page { get; }

    public ILocator this[string selector] => Page.Locator(selector);

    /// <summary>Waits until an element says something.</summary>
    public Task SaysAsync(string selector, string text) => Assertions.Expect(Page.Locator(selector)).ToContainTextAsync(text, new LocatorAssertionsToContainTextOptions { Timeout = 15_000 });

    /// <summary>Waits until an element no longer says something.</summary>
    public Task NoLongerSaysAsync(string selector, string text) => Assertions.Expect(Page.Locator(selector)).Not.ToContainTextAsync(text, new LocatorAssertionsToContainTextOptions { Timeout = 15_000 });

    public void ShouldHaveNoComplaint()
    {
        lock (_complaints)
        {
            _complaints.ShouldBeEmpty();
        }
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    private void Add(string complaint)
    {
        lock (_complaints)
        {
            _complaints.Add(complaint);
        }
    }
}
