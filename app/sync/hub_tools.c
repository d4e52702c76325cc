#include "sync/hub_tools.h"

#include "base/str.h"
#include <dirent.h>
#include <errno.h>
#include <netinet/in.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static const char installed[] = "/usr/lib/postgresql"; /* on Debian: /15/bin */

static bool has_tools(const char *folder)
{
    static const char *const names[] = {"initdb", "pg_ctl", "postgres"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        char path[HUB_PATH_SIZE];
        if (!STR_FORMAT(path, "%s/%s", folder, names[i]) || access(path, X_OK) != 0)
            return false;
    }
    return true;
}

static bool take_version(struct hub_tools *out, int version)
{
    char folder[HUB_PATH_SIZE];
    STR_FORMAT(folder, "%s/%d/bin", installed, version);
    if (version <= out->version || !has_tools(folder))
        return false;
    STR_COPY(out->folder, folder);
    out->version = version;
    return true;
}

static void find_newest(struct hub_tools *out)
{
    int version;
    const struct dirent *entry;
    DIR *folder = opendir(installed);
    while (folder != NULL && (entry = readdir(folder)) != NULL)
        if (str_to_int(entry->d_name, 1, 999, &version))
            (void)take_version(out, version);
    if (folder != NULL)
        closedir(folder);
    if (out->folder[0] == '\0' && has_tools("/usr/bin")) /* not Debian */
        STR_COPY(out->folder, "/usr/bin");
}

static int version_of(const char *cluster)
{
    char path[HUB_PATH_SIZE], text[16] = "";
    int version = 0;
    if (!STR_FORMAT(path, "%s/PG_VERSION", cluster))
        return 0;
    FILE *file = fopen(path, "re");
    if (file != NULL) {
        if (fgets(text, sizeof text, file) != NULL)
            str_trim(text);
        fclose(file);
    }
    return str_to_int(text, 1, 999, &version) ? version : 0;
}

bool hub_tools_find(struct hub_tools *out, const char *cluster, struct error *error)
{
    int version = cluster != NULL ? version_of(cluster) : 0;
    *out = (struct hub_tools){0};
    if (version > 0 && take_version(out, version))
        return true;
    find_newest(out);
    if (out->folder[0] == '\0')
        return error_set(error, ERR_UNSUPPORTED,
            "PostgreSQL is not installed here: `sudo apt install postgresql`, then do this again");
    if (version > 0 && out->version > 0)
        return error_set(error, ERR_UNSUPPORTED,
            "this hub was made by PostgreSQL %d, which is not installed here any more: `sudo apt "
            "install postgresql-%d`",
            version, version);
    return true;
}

/* pg_ctl hands paths to a shell. */
bool hub_tools_may_run(const char *data, struct error *error)
{
    struct stat status;
    if (strcspn(data, "\"$`\\\n") < strlen(data))
        return error_set(error, ERR_BAD_INPUT,
            "the data folder has a sign in its name that PostgreSQL cannot take: \" $ ` or \\");
    if (geteuid() != 0)
        return true;
    const struct passwd *owner =
        stat(data, &status) == 0 && status.st_uid != 0 ? getpwuid(status.st_uid) : NULL;
    return error_set(error, ERR_DENIED,
        "a hub does not run as root, PostgreSQL refuses that: do it as the user who owns the data "
        "folder, with `runuser -u %s -- waystation hub …`",
        owner != NULL ? owner->pw_name : "USER");
}

static bool is_free_for(int family, const struct sockaddr *address, socklen_t size)
{
    int one = 1, end = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (end < 0)
        return true; /* no such network here */
    (void)setsockopt(end, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (family == AF_INET6)
        (void)setsockopt(end, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof one);
    bool ok = bind(end, address, size) == 0 || errno != EADDRINUSE;
    close(end);
    return ok;
}

bool hub_tools_port_is_free(int port)
{
    struct sockaddr_in four = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = INADDR_ANY};
    struct sockaddr_in6 six = {
        .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port), .sin6_addr = in6addr_any};
    return is_free_for(AF_INET, (struct sockaddr *)&four, sizeof four) &&
           is_free_for(AF_INET6, (struct sockaddr *)&six, sizeof six);
}
