using Microsoft.Playwright;

namespace Whimbrel.EndToEndTests.Dashboard;

/// <summary>The machine's Chromium: one for all tests, started when a test first asks for it.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private const string Program = "/usr/bin/chromium";

    private readonly SemaphoreSlim _gate = new(1);
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>A browser's window with cookies of its own.</summary>
    internal async Task<DashboardPage> OpenAsync(DashboardProcess dashboard, int width = 1280, int height = 900)
    {
        var browser = await BrowserAsync();
        var context = await browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = height }, IgnoreHTTPSErrors = true });
        context.SetDefaultTimeout(15_000);
        var page = new DashboardPage(context, await context.NewPageAsync());
        await page.Page.GotoAsync(dashboard.Url.AbsoluteUri);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        _gate.Dispose();
    }

    private async Task<IBrowser> BrowserAsync()
    {
        await _gate.WaitAsync();
        try
        {
            _playwright ??= await Playwright.CreateAsync();

            // As root it has no sandbox; what it is shown here is our own.
            return _browser ??= await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Program, Args = ["--no-sandbox"] });
        }
        finally
        {
            _gate.Release();
        }
    }
}
